-- Returns a row, and so fails, when an order got lost on its way to its customer.
select orders.amount, customers.amount as amount_of_customers
from (select sum(amount) as amount from {{ ref('orders') }}) as orders
cross join (select sum(amount) as amount from {{ ref('customers') }}) as customers
where orders.amount is distinct from customers.amount
