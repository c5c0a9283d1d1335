{% macro both() %}'tools'{% endmacro %}
{% macro calls_both() %}{{ both() }}{% endmacro %}
{% macro only_here() %}{{ tools._private(1) }}{% endmacro %}
{% macro _private(x) %}{{ x }} + 1{% endmacro %}
{% macro dispatched() %}{{ return(adapter.dispatch('dispatched', 'tools')()) }}{% endmacro %}
{% macro default__dispatched() %}'tools default'{% endmacro %}
{% macro default__other_dispatched() %}'tools for other'{% endmacro %}
{% macro uses_type() %}cast('y' as {{ type_string() }}){% endmacro %}
{% macro generate_schema_name(custom_schema_name, node) %}pkg_{{ custom_schema_name }}{% endmacro %}
{% test is_tiny(model, column_name) %}
select {{ column_name }} from {{ model }} where {{ column_name }} > 1
{% endtest %}
{% materialization of_package, default %}
  {%- set target_relation = this.incorporate(type='view') -%}
  {% call statement('main') %}create or replace view {{ target_relation }} as select *, 'pkg' as mark from ({{ sql }}) as q{% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
{% materialization table, default %}
  {{ exceptions.raise_compiler_error('packages do not override built-in materializations') }}
{% endmaterialization %}
