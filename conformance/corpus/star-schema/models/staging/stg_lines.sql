select order_id, sku, quantity, price, quantity * price as amount from {{ ref('raw_lines') }}
