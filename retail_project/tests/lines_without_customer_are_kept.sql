-- Lines without a customer id are counted under the unknown customer, and nobody else's are.

with staged as (

    select count(*) as line_count
    from {{ ref('stg_online_retail') }}
    where is_missing_customer

),

kept as (

    select count(*) as line_count
    from {{ ref('fact_transactions') }} as fact
    inner join {{ ref('dim_customer') }} as customers
        on customers.customer_key = fact.customer_key
    where customers.is_unknown

)

select
    staged.line_count as staged_count,
    kept.line_count as kept_count
from staged
cross join kept
where staged.line_count <> kept.line_count
