-- The reports on months, customers and countries count invoices: rolling the lines up once leaves each of
-- them a twentieth of the rows to read. All that is grouped by is part of the key, so nothing that an
-- invoice might mix (customers, countries, days) can lose a line.

with invoices as (

    select
        invoice_no,
        invoice_date,
        customer_key,
        country_key,
        is_cancellation,
        is_adjustment,
        cast(count(*) as integer) as line_count,
        sum(quantity) as quantity,
        sum(total_amount) as total_amount
    from {{ ref('fact_transactions') }}
    group by
        invoice_no,
        invoice_date,
        customer_key,
        country_key,
        is_cancellation,
        is_adjustment

)

select
    {{ hashed_key(['invoice_no', "to_char(invoice_date, 'YYYYMMDD')", 'customer_key', 'country_key']) }}
        as invoice_key,
    invoice_no,
    invoice_date,
    customer_key,
    country_key,
    line_count,
    quantity,
    total_amount,
    is_cancellation,
    is_adjustment,
    -- Stock that is written off or found again is booked as an invoice too, at a price of zero.
    not is_cancellation and not is_adjustment and total_amount > 0 as is_order
from invoices
