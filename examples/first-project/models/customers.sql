{{ config(materialized='table') }}

select
    customer,
    count(*) as order_count,
    sum(amount) as amount,
    min(ordered_on) as first_order_on,
    max(ordered_on) as last_order_on
from {{ ref('orders') }}
group by customer
