-- Each report that covers all lines sums to the fact, however it cuts them.

with fact as (

    select coalesce(sum(total_amount), 0) as revenue
    from {{ ref('fact_transactions') }}

),

reports as (

    select
        'fact_invoices' as report,
        coalesce(sum(total_amount), 0) as revenue
    from {{ ref('fact_invoices') }}

    union all

    select
        'monthly_revenue',
        coalesce(sum(net_revenue), 0)
    from {{ ref('monthly_revenue') }}

    union all

    select
        'monthly_revenue in its parts',
        coalesce(sum(gross_revenue + returned_amount + adjusted_amount), 0)
    from {{ ref('monthly_revenue') }}

    union all

    select
        'country_map',
        coalesce(sum(net_revenue), 0)
    from {{ ref('country_map') }}

)

select
    reports.report,
    reports.revenue as report_revenue,
    fact.revenue as fact_revenue
from reports
cross join fact
where reports.revenue <> fact.revenue
