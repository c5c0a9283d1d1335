with countries as (

    select country
    from {{ ref('stg_online_retail') }}
    group by country

    union

    -- The unknown customer lives here, whether or not any line does.
    select {{ unspecified_country() }}

),

regions as (

    select * from {{ ref('country_regions') }}

)

select
    {{ hashed_key(['countries.country']) }} as country_key,
    countries.country,
    coalesce(regions.country_name, countries.country) as country_name,
    regions.iso_alpha2,
    regions.iso_alpha3,
    coalesce(regions.region, 'Unknown') as region
from countries
left join regions
    on regions.country = countries.country
