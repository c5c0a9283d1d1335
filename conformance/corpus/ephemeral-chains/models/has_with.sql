WITH own as (select * from {{ ref('third') }})
select * from own
