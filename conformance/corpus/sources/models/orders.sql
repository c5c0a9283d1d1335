select o.id, l.sku from {{ source('shop', 'orders') }} o join {{ source('shop', 'lines') }} l on l.order_id = o.id
