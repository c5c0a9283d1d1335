{{ config(schema='other', materialized='table') }}
select * from {{ ref('a') }}
