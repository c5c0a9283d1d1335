with descriptions as (

    -- The one pass over the lines; all that follows reads a few thousand rows.
    select
        stock_code,
        description,
        count(*) as line_count,
        max(invoiced_at) as last_seen_at,
        min(invoice_date) as first_sold_on,
        max(invoice_date) as last_sold_on,
        sum(quantity) filter (where quantity > 0 and unit_price > 0) as sold_quantity,
        sum(quantity * unit_price) filter (where quantity > 0 and unit_price > 0) as sold_amount
    from {{ ref('stg_online_retail') }}
    group by stock_code, description

),

chosen as (

    -- The most frequent description; a tie goes to the one used last, then to the first in byte order,
    -- which is the same on every server.
    select distinct on (stock_code)
        stock_code,
        coalesce(description, 'unknown') as description
    from descriptions
    order by
        stock_code,
        description is null,
        line_count desc,
        last_seen_at desc,
        description collate "C"

),

products as (

    select
        stock_code,
        count(description) as description_count,
        min(first_sold_on) as first_sold_on,
        max(last_sold_on) as last_sold_on,
        round(sum(sold_amount) / sum(sold_quantity), 4) as average_price
    from descriptions
    group by stock_code

),

non_product_codes as (

    select * from {{ ref('non_product_codes') }}

)

select
    {{ hashed_key(['products.stock_code']) }} as product_key,
    products.stock_code,
    chosen.description,
    coalesce(non_product_codes.kind, 'product') as kind,
    products.average_price,
    case
        when products.average_price is null then 'no price'
        when products.average_price < 1 then 'under 1'
        when products.average_price < 5 then '1 to 5'
        when products.average_price < 10 then '5 to 10'
        when products.average_price < 50 then '10 to 50'
        else '50 and more'
    end as price_band,
    cast(products.description_count as integer) as description_count,
    products.first_sold_on,
    products.last_sold_on
from products
inner join chosen
    on chosen.stock_code = products.stock_code
left join non_product_codes
    on non_product_codes.code = {{ non_product_code('products.stock_code') }}
