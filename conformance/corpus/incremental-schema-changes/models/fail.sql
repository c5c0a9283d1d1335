{{ config(materialized='incremental', unique_key='id', on_schema_change='fail') }}
{% if var('second', false) %}
select 2 as id, 'new' as added, 'longer than before'::varchar(40) as name
{% else %}
select 1 as id, 5 as gone, 'short'::varchar(10) as name
{% endif %}
