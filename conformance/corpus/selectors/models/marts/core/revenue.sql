{{ config(materialized='incremental', unique_key='name', incremental_strategy='delete+insert') }}
select name, sum(amount) as amount from {{ ref('orders') }} group by 1
