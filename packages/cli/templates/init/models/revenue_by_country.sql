{{ config(materialized='table') }}

select
    countries.country_code,
    countries.country,
    count(orders.order_no) as order_count,
    coalesce(sum(orders.amount), 0) as revenue
from {{ ref('countries') }} as countries
left join {{ ref('stg_orders') }} as orders on orders.country_code = countries.country_code
group by countries.country_code, countries.country
