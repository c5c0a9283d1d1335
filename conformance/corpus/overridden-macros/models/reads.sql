select uses.mine, s.id from {{ ref('uses') }} uses, {{ source('raw', 'things') }} s
