{{ config(materialized='table', tags=['nightly']) }}

{% set columns = ['item_id', 'name'] %}
select
    {% for column in columns -%}
    {{ column }},
    {% endfor -%}
    price
from {{ ref('stg_items') }}
where price is not null
