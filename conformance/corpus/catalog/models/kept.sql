{{ config(materialized='materialized_view') }} select id from {{ ref('told') }}
