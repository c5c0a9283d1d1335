select 1 as one from {{ ref('orders') }} o join {{ ref('stg_countries') }} c on c.id = o.id where o.id < 0
