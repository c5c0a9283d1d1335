select 1 from (select sum(revenue) as r from {{ ref('dim_customers') }}) a, (select sum(amount) as m from {{ ref('stg_lines') }}) b where r <> m
