with
first_one as (select id from {{ ref('first') }}),

second_one as (select id from {{ ref('third') }})

select * from first_one union all select * from second_one
