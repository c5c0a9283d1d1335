select avg(amount) from {{ ref('orders') }}
