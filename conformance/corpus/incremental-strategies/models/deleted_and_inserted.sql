{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id') }}
{% if var('second', false) %}
select * from (values (2, 'B', 21), (3, 'c', 30)) as second_run (id, name, amount)
{% else %}
select * from (values (1, 'a', 10), (2, 'b', 20)) as first_run (id, name, amount)
{% endif %}
