select customer_id, {{ dbt.concat(['name', "' '", 'country']) }} as label, country from {{ ref('raw_customers') }}
