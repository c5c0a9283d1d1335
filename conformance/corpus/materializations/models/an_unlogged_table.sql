{{ config(materialized='table', unlogged=true) }}
select * from {{ ref('a_materialized_view') }}
