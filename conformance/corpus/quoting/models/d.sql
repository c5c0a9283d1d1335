{{ config(materialized='table') }}
select t.* from {{ source('s', 't') }} t join {{ source('s', 'u') }} using (id)
