with months as (

    -- From the calendar, so that a month without a sale would be a row of zeros and not a gap.
    select
        month_start,
        max(date_day) as last_day
    from {{ ref('dim_date') }}
    group by month_start

),

invoices as (

    select
        cast(date_trunc('month', invoice_date) as date) as month_start,
        invoice_no,
        customer_key,
        is_order,
        is_cancellation,
        is_adjustment,
        line_count,
        total_amount
    from {{ ref('fact_invoices') }}

),

unknown_customer as (

    select customer_key
    from {{ ref('dim_customer') }}
    where is_unknown

),

totals as (

    select
        months.month_start,
        months.last_day = months.month_start + interval '1 month' - interval '1 day' as is_complete,
        coalesce(sum(invoices.line_count), 0) as line_count,
        count(distinct invoices.invoice_no) filter (where invoices.is_order) as order_count,
        count(distinct invoices.customer_key) filter (
            where invoices.is_order and unknown_customer.customer_key is null
        ) as customer_count,
        coalesce(sum(invoices.total_amount) filter (
            where not invoices.is_cancellation and not invoices.is_adjustment
        ), 0) as gross_revenue,
        coalesce(sum(invoices.total_amount) filter (where invoices.is_cancellation), 0) as returned_amount,
        coalesce(sum(invoices.total_amount) filter (where invoices.is_adjustment), 0) as adjusted_amount,
        coalesce(sum(invoices.total_amount), 0) as net_revenue
    from months
    left join invoices
        on invoices.month_start = months.month_start
    left join unknown_customer
        on unknown_customer.customer_key = invoices.customer_key
    group by months.month_start, months.last_day

)

select
    month_start,
    is_complete,
    line_count,
    order_count,
    customer_count,
    gross_revenue,
    returned_amount,
    adjusted_amount,
    net_revenue,
    round(-returned_amount / nullif(gross_revenue, 0), 4) as return_rate,
    round(gross_revenue / nullif(order_count, 0), 2) as average_order_value,
    net_revenue - lag(net_revenue) over months_in_order as net_revenue_change,
    round(net_revenue / nullif(lag(net_revenue) over months_in_order, 0) - 1, 4) as net_revenue_growth,
    sum(net_revenue) over months_in_order as net_revenue_to_date
from totals
window months_in_order as (order by month_start)
