select 1 as one from {{ ref('third') }}
union all
select 2 from {{ ref('second') }}
