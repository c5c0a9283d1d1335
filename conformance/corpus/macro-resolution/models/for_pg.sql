{{ config(materialized='for_postgres') }} select 1 as id
