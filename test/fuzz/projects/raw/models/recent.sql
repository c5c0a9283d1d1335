{{ config(materialized='view', schema='reports') }}
select * from {{ ref('warmest') }} where day > {{ "'" ~ modules.datetime.date(2000, 1, 1) ~ "'" }}
