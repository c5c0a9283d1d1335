-- Returns a row, and so fails, where an order is missing in the revenue of the countries.
select orders.amount, countries.revenue
from (select sum(amount) as amount from {{ ref('stg_orders') }}) as orders
cross join (select sum(revenue) as revenue from {{ ref('revenue_by_country') }}) as countries
where orders.amount is distinct from countries.revenue
