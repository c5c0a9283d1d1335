{{ config(materialized='materialized_view') }}
select batch, id, name from {{ ref('dim_items') }} join {{ ref('stg_items') }} using (batch, id)
