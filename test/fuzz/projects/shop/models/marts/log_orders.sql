{{ config(materialized='incremental', incremental_strategy='append') }}
select batch, order_id, {{ dbt.current_timestamp() }} is not null as seen
from {{ ref('stg_orders') }}
