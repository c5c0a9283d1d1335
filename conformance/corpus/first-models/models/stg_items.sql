select id as item_id, name, price, sold_on
from {{ ref('items') }}
