{{ config(materialized='incremental', on_schema_change='sync_all_columns') }}
select 1 as id, {% if var('second', false) %}5000000000{% else %}5{% endif %} as amount
