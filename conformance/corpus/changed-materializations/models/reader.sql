select id from {{ ref('changing') }}
