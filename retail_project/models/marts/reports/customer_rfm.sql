with today as (

    -- The day after the data ends, so that the figures do not change with the day of the run.
    select max(date_day) + 1 as as_of
    from {{ ref('dim_date') }}

),

customers as (

    select
        customer_key,
        customer_id,
        country
    from {{ ref('dim_customer') }}
    where not is_unknown

),

orders as (

    select
        customer_key,
        min(invoice_date) filter (where is_order) as first_order_on,
        max(invoice_date) filter (where is_order) as last_order_on,
        count(distinct invoice_no) filter (where is_order) as order_count,
        sum(total_amount) as net_revenue
    from {{ ref('fact_invoices') }}
    group by customer_key

),

measured as (

    -- Who only ever sent things back has bought nothing in this range and is no customer to rate.
    select
        customers.customer_key,
        customers.customer_id,
        customers.country,
        orders.first_order_on,
        orders.last_order_on,
        today.as_of - orders.last_order_on as recency_days,
        orders.order_count as frequency,
        orders.net_revenue as monetary
    from orders
    inner join customers
        on customers.customer_key = orders.customer_key
    cross join today
    where orders.order_count > 0

),

scored as (

    select
        *,
        ntile(5) over (order by recency_days desc, customer_id collate "C") as recency_score,
        ntile(5) over (order by frequency, customer_id collate "C") as frequency_score,
        ntile(5) over (order by monetary, customer_id collate "C") as monetary_score
    from measured

)

select
    customer_key,
    customer_id,
    country,
    first_order_on,
    last_order_on,
    recency_days,
    frequency,
    monetary,
    recency_score,
    frequency_score,
    monetary_score,
    case
        when recency_score >= 4 and frequency_score >= 4 then 'champion'
        when recency_score >= 3 and frequency_score >= 3 then 'loyal'
        when recency_score >= 4 then 'new'
        when recency_score = 3 then 'fading'
        when frequency_score >= 3 then 'at risk'
        else 'lost'
    end as segment
from scored
