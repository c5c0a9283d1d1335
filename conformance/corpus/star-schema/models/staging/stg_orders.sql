with source as (

    select * from {{ ref('raw_orders') }}

),

renamed as (

    select order_id, customer_id, cast(ordered_at as date) as ordered_on, status from source

)

select * from renamed
