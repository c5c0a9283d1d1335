select
    (ordered_at at time zone 'UTC')::date as ordered_on,
    count(*) as order_count,
    sum(amount) as amount
from {{ source('web_shop', 'orders') }}
group by 1
