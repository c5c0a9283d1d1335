{% test same_rows(model, compare_to, columns=[]) %}
{{ config(fail_calc='coalesce(sum(n), 0)') }}
select count(*) as n from (
  (select {{ columns | join(', ') if columns else '*' }} from {{ model }} except select {{ columns | join(', ') if columns else '*' }} from {{ compare_to }})
) as d
{% endtest %}

{% test calls_other(model, column_name) %}
{{ test_between(model, column_name, high=2) }}
{% endtest %}

{% macro test_old_style(model, column_name, words) %}
select * from {{ model }} where {{ column_name }}::text in ({% for word in words %}'{{ word }}'{{ ', ' if not loop.last }}{% endfor %})
{% endmacro %}
