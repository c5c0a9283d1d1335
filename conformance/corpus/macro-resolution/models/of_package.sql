{{ config(materialized='of_package', schema='own') }} select 1 as id
