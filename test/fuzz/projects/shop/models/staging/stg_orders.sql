select batch, order_id, item_id, quantity, ordered_at
from {{ ref('shop', 'orders') }}
{% if target.name != 'prod' -%}
where quantity < {{ var('maximum', 1000) | int }}
{%- endif %}
