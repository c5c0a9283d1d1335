-- The sizes of the cohorts sum to the customers who have bought at all, and no month keeps more than all.

with buyers as (

    select count(*) as customer_count
    from {{ ref('customer_rfm') }}

),

cohorts as (

    select
        coalesce(sum(active_customers) filter (where months_since_first = 0), 0) as customer_count,
        coalesce(max(retention_rate), 0) as highest_retention
    from {{ ref('customer_cohorts') }}

)

select
    buyers.customer_count as buyers,
    cohorts.customer_count as cohort_members,
    cohorts.highest_retention
from buyers
cross join cohorts
where buyers.customer_count <> cohorts.customer_count
    or cohorts.highest_retention > 1
