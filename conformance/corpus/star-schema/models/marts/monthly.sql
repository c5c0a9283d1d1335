{{ config(materialized='incremental', unique_key='month') }}
select month, sum(amount) as amount, {{ dbt.datediff("min(ordered_on)", "max(ordered_on)", 'day') }} as days from {{ ref('fct_orders') }}
{% if is_incremental() %}where month >= (select max(month) from {{ this }}){% endif %}
group by 1
