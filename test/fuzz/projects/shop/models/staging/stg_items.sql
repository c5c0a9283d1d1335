{{ config(tags=['items'], meta={'source': 'seed'}) }}

select
    batch,
    id,
    kind,
    {{ clean_text('name') }} as name,
    coalesce(price, {{ var('default_price', 0) }}) as price,
    added_at::date as added_at
from {{ source('raw', 'items') }}
{# the seed must be there first: -- depends_on: ref('items') #}
-- depends_on: {{ ref('items') }}
