{{ config(
    materialized='incremental', unique_key=['id', 'kind'], incremental_strategy='merge',
    merge_exclude_columns=['added_at'], pre_hook="select 'before {{ this.name }}'"
) }}
select batch, id, kind, name, price, added_at from {{ ref('stg_items') }}
