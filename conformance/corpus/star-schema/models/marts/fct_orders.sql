{{ config(materialized='table') }}
select o.order_id, o.customer_id, o.ordered_on, {{ dbt.date_trunc('month', 'o.ordered_on') }} as month, sum(l.amount) as amount
from {{ ref('stg_orders') }} o
left join {{ ref('stg_lines') }} l using (order_id)
group by 1, 2, 3, 4
