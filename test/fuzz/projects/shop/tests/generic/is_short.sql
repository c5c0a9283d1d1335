{% test is_short(model, column_name, most=10) %}
{{ config(fail_calc='coalesce(max(length), 0)', error_if='>' ~ 100) }}
select length({{ column_name }}) as length from {{ model }} where length({{ column_name }}) > {{ most }}
{% endtest %}

{% test adds_up_to(model, model_name) %}
select 1 from (select count(*) as n from {{ model }}) as a, (select count(*) as n from {{ ref(model_name) }}) as b
where a.n <> b.n
{% endtest %}

{% data_test dbt_is_there(model) %}
select 1 where not exists (select from {{ model }})
{% enddata_test %}
