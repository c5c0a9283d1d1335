-- The rows of the snapshot that are valid now are the product list as it is.

with now_valid as (

    select
        stock_code,
        description,
        kind,
        price_band
    from {{ ref('product_list') }}
    where dbt_valid_to is null

),

products as (

    select
        stock_code,
        description,
        kind,
        price_band
    from {{ ref('dim_product') }}

)

(select 'missing in snapshot' as problem, * from products except select 'missing in snapshot', * from now_valid)
union all
(select 'not in product list' as problem, * from now_valid except select 'not in product list', * from products)
