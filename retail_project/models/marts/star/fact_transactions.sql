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

select
    transaction_key,
    invoice_no,
    line_number,
    invoice_date,
    invoiced_at,
    {{ hashed_key(['stock_code']) }} as product_key,
    {{ hashed_key(['coalesce(customer_id, ' ~ unknown_customer() ~ ')']) }} as customer_key,
    {{ hashed_key(['country']) }} as country_key,
    quantity,
    unit_price,
    quantity * unit_price as total_amount,
    is_cancellation,
    is_adjustment,
    is_duplicate,
    row_hash
from changed
