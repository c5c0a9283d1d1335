select
    order_id,
    customer,
    ordered_on,
    item,
    quantity,
    quantity * price as amount
from {{ ref('raw_orders') }}
