{{ config(materialized='ephemeral') }}
select batch, id, price, price * 1.2 as gross_price
from {{ ref('stg_items') }}
