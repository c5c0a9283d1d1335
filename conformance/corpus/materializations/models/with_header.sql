{{ config(materialized='table') }}
{% call set_sql_header(config) %}
set local work_mem = '8MB';
{%- endcall %}
select current_setting('work_mem') as memory
