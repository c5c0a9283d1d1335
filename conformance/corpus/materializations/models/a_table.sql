{{ config(materialized='table') }}
select id, letter, now() is not null as is_now from {{ ref('a_view') }}
