{{ config(alias='given', materialized='table') }}
select * from {{ ref('items') }}
