{{ config(materialized='incremental', incremental_strategy='merge', unique_key='id', merge_update_columns=['name']) }}
{% if var('second', false) %}
select * from (values (2, 'B', 21), (3, 'c', 30)) as second_run (id, name, amount)
{% else %}
select * from (values (1, 'a', 10), (2, 'b', 20)) as first_run (id, name, amount)
{% endif %}
