{{ config(materialized='materialized_view', indexes=[{'columns': ['id'], 'unique': true}]) }}
select id, letter from {{ ref('an_incremental') }}
