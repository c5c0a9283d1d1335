with sales as (

    select
        product_key,
        count(*) as line_count,
        sum(quantity) as net_quantity,
        sum(quantity) filter (where is_cancellation) as returned_quantity,
        sum(total_amount) as net_revenue,
        sum(total_amount) filter (where is_cancellation) as returned_amount
    from {{ ref('fact_transactions') }}
    group by product_key

),

products as (

    -- Postage, fees and vouchers would crowd the top of the list without being anything one can stock.
    select
        product_key,
        stock_code,
        description,
        price_band
    from {{ ref('dim_product') }}
    where kind = 'product'

),

ranked as (

    select
        products.product_key,
        products.stock_code,
        products.description,
        products.price_band,
        sales.line_count,
        sales.net_quantity,
        coalesce(-sales.returned_quantity, 0) as returned_quantity,
        sales.net_revenue,
        coalesce(-sales.returned_amount, 0) as returned_amount,
        row_number() over by_revenue as revenue_rank,
        row_number() over (
            order by sales.net_quantity desc, products.stock_code collate "C"
        ) as quantity_rank,
        sales.net_revenue / nullif(sum(sales.net_revenue) over (), 0) as revenue_share,
        sum(sales.net_revenue) over by_revenue / nullif(sum(sales.net_revenue) over (), 0)
            as cumulative_share
    from sales
    inner join products
        on products.product_key = sales.product_key
    -- Rows, not the default range: products with equal revenue must not share a running total.
    window by_revenue as (
        order by sales.net_revenue desc, products.stock_code collate "C"
        rows between unbounded preceding and current row
    )

)

select
    product_key,
    stock_code,
    description,
    price_band,
    line_count,
    net_quantity,
    returned_quantity,
    net_revenue,
    returned_amount,
    revenue_rank,
    quantity_rank,
    round(revenue_share, 6) as revenue_share,
    round(cumulative_share, 6) as cumulative_share,
    -- By the share before the product, so that the one that crosses the line still counts to its class.
    case
        when cumulative_share - revenue_share < 0.8 then 'A'
        when cumulative_share - revenue_share < 0.95 then 'B'
        else 'C'
    end as abc_class
from ranked
