with countries as (

    select
        customer_id,
        country,
        min(invoiced_at) as first_invoiced_at,
        max(invoiced_at) as last_invoiced_at
    from {{ ref('stg_online_retail') }}
    where not is_missing_customer
    group by customer_id, country

),

latest as (

    -- A few customers were billed in two countries: the later invoice says where they live.
    select distinct on (customer_id)
        customer_id,
        country
    from countries
    order by
        customer_id,
        last_invoiced_at desc,
        country collate "C"

),

customers as (

    select
        countries.customer_id,
        latest.country,
        min(countries.first_invoiced_at) as first_invoiced_at,
        max(countries.last_invoiced_at) as last_invoiced_at,
        cast(count(*) as integer) as country_count,
        false as is_unknown
    from countries
    inner join latest
        on latest.customer_id = countries.customer_id
    group by countries.customer_id, latest.country

    union all

    -- Lines without a customer id belong to this member, so that no revenue is lost in a join.
    select
        {{ unknown_customer() }},
        {{ unspecified_country() }},
        null,
        null,
        0,
        true

)

select
    {{ hashed_key(['customer_id']) }} as customer_key,
    customer_id,
    {{ hashed_key(['country']) }} as country_key,
    country,
    first_invoiced_at,
    last_invoiced_at,
    country_count,
    is_unknown
from customers
