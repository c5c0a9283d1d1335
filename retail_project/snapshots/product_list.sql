{% snapshot product_list %}

{{
    config(
        unique_key='stock_code',
        strategy='check',
        check_cols=['description', 'kind', 'price_band'],
        hard_deletes='invalidate'
    )
}}

-- The band and not the price itself: an average moves with every sale, and each move would be a new row.
select
    stock_code,
    description,
    kind,
    price_band
from {{ ref('dim_product') }}

{% endsnapshot %}
