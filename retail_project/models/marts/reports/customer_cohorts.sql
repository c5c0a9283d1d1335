with orders as (

    select
        invoices.customer_key,
        cast(date_trunc('month', invoices.invoice_date) as date) as order_month,
        sum(invoices.total_amount) as gross_revenue
    from {{ ref('fact_invoices') }} as invoices
    inner join {{ ref('dim_customer') }} as customers
        on customers.customer_key = invoices.customer_key
    where invoices.is_order
        and not customers.is_unknown
    group by invoices.customer_key, date_trunc('month', invoices.invoice_date)

),

first_orders as (

    select
        *,
        min(order_month) over (partition by customer_key) as cohort_month
    from orders

),

cohorts as (

    select
        cohort_month,
        order_month,
        cast(
            12 * (extract(year from order_month) - extract(year from cohort_month))
            + extract(month from order_month) - extract(month from cohort_month)
            as integer
        ) as months_since_first,
        count(*) as active_customers,
        sum(gross_revenue) as gross_revenue
    from first_orders
    group by cohort_month, order_month

)

select
    cohort_month,
    order_month,
    months_since_first,
    -- Every customer of a cohort has ordered in its first month.
    first_value(active_customers) over (partition by cohort_month order by order_month) as cohort_size,
    active_customers,
    round(
        cast(active_customers as numeric)
        / first_value(active_customers) over (partition by cohort_month order by order_month),
        4
    ) as retention_rate,
    gross_revenue
from cohorts
