select * from {{ ref('priced_items') }} where price <= 0
