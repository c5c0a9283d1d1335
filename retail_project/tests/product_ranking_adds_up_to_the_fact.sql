with fact as (

    select coalesce(sum(fact.total_amount), 0) as revenue
    from {{ ref('fact_transactions') }} as fact
    inner join {{ ref('dim_product') }} as products
        on products.product_key = fact.product_key
    where products.kind = 'product'

),

ranking as (

    select coalesce(sum(net_revenue), 0) as revenue
    from {{ ref('product_ranking') }}

)

select
    fact.revenue as fact_revenue,
    ranking.revenue as ranking_revenue
from fact
cross join ranking
where fact.revenue <> ranking.revenue
