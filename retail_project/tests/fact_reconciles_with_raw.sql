-- Every row, unit and penny of the source is in the fact, and nothing else is.

with raw as (

    select
        count(*) as row_count,
        coalesce(sum(quantity), 0) as quantity,
        coalesce(sum(quantity * unit_price), 0) as revenue
    from {{ source('retail', 'raw_online_retail') }}

),

fact as (

    select
        count(*) as row_count,
        coalesce(sum(quantity), 0) as quantity,
        coalesce(sum(total_amount), 0) as revenue
    from {{ ref('fact_transactions') }}

)

select
    raw.row_count as raw_row_count,
    fact.row_count as fact_row_count,
    raw.quantity as raw_quantity,
    fact.quantity as fact_quantity,
    raw.revenue as raw_revenue,
    fact.revenue as fact_revenue
from raw
cross join fact
where (raw.row_count, raw.quantity, raw.revenue)
    is distinct from (fact.row_count, fact.quantity, fact.revenue)
