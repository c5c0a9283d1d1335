{{ config(materialized='kit_counted') }}
select max(batch) as batch, max(length) as length from {{ ref('lengths') }}
