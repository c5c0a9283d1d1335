{{ config(materialized='table') }}
select c.*, count(f.order_id) as orders, coalesce(sum(f.amount), 0) as revenue
from {{ ref('stg_customers') }} c left join {{ ref('fct_orders') }} f using (customer_id)
group by 1, 2, 3
