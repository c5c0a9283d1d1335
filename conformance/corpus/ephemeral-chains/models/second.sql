{{ config(materialized='ephemeral') }}
-- a comment with 'quotes'
with mine as (select * from {{ ref('first') }})
select * from mine
