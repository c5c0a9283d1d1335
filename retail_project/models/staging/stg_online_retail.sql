-- A table, since each of its readers would clean all rows again, and the fact sort them, if it were a view.

with source as (

    select * from {{ source('retail', 'raw_online_retail') }}

),

cleaned as (

    select
        source_row,
        {{ clean_code('invoice_no') }} as invoice_no,
        {{ clean_code('stock_code') }} as stock_code,
        {{ clean_text('description') }} as description,
        quantity,
        unit_price,
        invoice_date as invoiced_at,
        {{ clean_text('customer_id') }} as customer_id,
        coalesce({{ clean_text('country') }}, {{ unspecified_country() }}) as country
    from source

),

numbered as (

    -- Both windows start with the invoice, so Postgres sorts the whole file once and the second order
    -- only within each invoice.
    select
        *,
        cast(row_number() over (partition by invoice_no order by source_row) as integer) as line_number,
        row_number() over (
            partition by
                invoice_no, stock_code, quantity, unit_price, invoiced_at, description, customer_id, country
            order by source_row
        ) as occurrence
    from cleaned

),

decoded as (

    select
        *,
        {{ decode_invoice_kind('invoice_no') }} as invoice_kind
    from numbered

),

non_product_codes as (

    select code from {{ ref('non_product_codes') }}

)

select
    {{ hashed_key(['decoded.invoice_no', 'decoded.line_number']) }} as transaction_key,
    decoded.source_row,
    decoded.invoice_no,
    decoded.line_number,
    decoded.invoice_kind,
    decoded.stock_code,
    decoded.description,
    decoded.quantity,
    decoded.unit_price,
    decoded.invoiced_at,
    cast(decoded.invoiced_at as date) as invoice_date,
    decoded.customer_id,
    decoded.country,
    decoded.invoice_kind = 'cancellation' as is_cancellation,
    decoded.invoice_kind = 'adjustment' as is_adjustment,
    non_product_codes.code is not null as is_non_product,
    decoded.occurrence > 1 as is_duplicate,
    decoded.customer_id is null as is_missing_customer
from decoded
left join non_product_codes
    on non_product_codes.code = {{ non_product_code('decoded.stock_code') }}
