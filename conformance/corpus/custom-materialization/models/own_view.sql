{{ config(materialized='postgres_only') }}
select i from {{ ref('counted') }}
