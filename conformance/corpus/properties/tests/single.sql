select 1 from {{ ref('a') }} where false
