{% macro dbt_utils_like(query) %}
    {%- if not execute %}{{ return([]) }}{% endif -%}
    {%- set table = run_query(query) -%}
    {{ return(table.columns[0].values()) }}
{% endmacro %}

{% macro union_of_packages__quoted(name) %}{{ return(adapter.quote(name)) }}{% endmacro %}

{% macro countdown(n) %}{% if n > 0 %}{{ n }} {{ countdown(n - 1) }}{% endif %}{% endmacro %}
