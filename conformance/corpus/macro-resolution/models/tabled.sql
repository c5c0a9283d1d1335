{{ config(materialized='table') }} select 1 as id -- depends_on: {{ ref('plain') }}
