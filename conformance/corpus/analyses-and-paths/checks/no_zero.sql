select * from {{ ref('other') }} where id = 0
