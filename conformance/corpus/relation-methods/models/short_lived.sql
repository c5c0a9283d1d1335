{{ config(materialized='ephemeral') }}
-- {{ this }} {{ this.type }} {{ this.is_cte }} {{ this.schema }}
select 2 as id, 'b' as name
