{%- set key = config.require('unique_key') -%}
{{ config(unique_key='id', materialized='incremental', on_schema_change='append_new_columns') }}
{%- set _ = config.set('my_key', 'mine') if execute else none -%}
select 6 as id, '{{ config.get('my_key') }}' as my_key, '{{ key }}' as key
