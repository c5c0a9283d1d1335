{{
    config(
        materialized='incremental',
        unique_key='order_id',
        incremental_strategy='delete+insert',
        on_schema_change='append_new_columns',
        indexes=[{'columns': ['order_id'], 'unique': True}]
    )
}}

select
    o.batch,
    o.order_id,
    o.item_id,
    o.quantity,
    p.gross_price * o.quantity as amount
from {{ ref('stg_orders') }} as o
join {{ ref('eph_prices') }} as p on p.id = o.item_id

{% if is_incremental() %}
where o.batch > (select coalesce(max(batch), 0) from {{ this }})
{% endif %}
