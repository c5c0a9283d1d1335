with countries as (

    select * from {{ ref('dim_country') }}

),

unknown_customer as (

    select customer_key
    from {{ ref('dim_customer') }}
    where is_unknown

),

sales as (

    select
        invoices.country_key,
        count(distinct invoices.invoice_no) filter (where invoices.is_order) as order_count,
        count(distinct invoices.customer_key) filter (
            where invoices.is_order and unknown_customer.customer_key is null
        ) as customer_count,
        sum(invoices.total_amount) filter (
            where not invoices.is_cancellation and not invoices.is_adjustment
        ) as gross_revenue,
        sum(invoices.total_amount) filter (where invoices.is_cancellation) as returned_amount,
        sum(invoices.total_amount) as net_revenue
    from {{ ref('fact_invoices') }} as invoices
    left join unknown_customer
        on unknown_customer.customer_key = invoices.customer_key
    group by invoices.country_key

),

totals as (

    select
        countries.country_key,
        countries.country_name,
        countries.iso_alpha2,
        countries.iso_alpha3,
        countries.region,
        coalesce(sales.order_count, 0) as order_count,
        coalesce(sales.customer_count, 0) as customer_count,
        coalesce(sales.gross_revenue, 0) as gross_revenue,
        coalesce(sales.returned_amount, 0) as returned_amount,
        coalesce(sales.net_revenue, 0) as net_revenue
    from countries
    left join sales
        on sales.country_key = countries.country_key

)

select
    country_key,
    country_name,
    iso_alpha2,
    iso_alpha3,
    region,
    order_count,
    customer_count,
    gross_revenue,
    returned_amount,
    net_revenue,
    round(net_revenue / nullif(sum(net_revenue) over (), 0), 6) as revenue_share,
    round(gross_revenue / nullif(order_count, 0), 2) as average_order_value,
    row_number() over (order by net_revenue desc, country_name collate "C") as revenue_rank
from totals
