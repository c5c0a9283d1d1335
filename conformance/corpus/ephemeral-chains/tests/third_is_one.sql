select * from {{ ref('third') }} where id <> 1
