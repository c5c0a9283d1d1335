select
    order_no,
    ordered_on,
    country_code,
    item,
    quantity,
    unit_price,
    quantity * unit_price as amount
from {{ source('webshop', 'orders') }}
