{{ config(materialized='ephemeral') }}
select id + 1 as id, letter from {{ ref('a_table') }}
