{% macro make_table(name='t', columns={}) %}
  {% set sql %}create table {{ target.schema }}.{{ name }} ({% for c, t in columns.items() %}{{ c }} {{ t }}{{ ', ' if not loop.last }}{% endfor %}){% endset %}
  {% do run_query('create schema if not exists ' ~ target.schema) %}
  {% do run_query(sql) %}
{% endmacro %}
{% macro in_statement() %}{% call statement('x') %}create table {{ target.schema }}.by_statement as select 1 as id{% endcall %}{% endmacro %}
{% macro fails() %}{{ exceptions.raise_compiler_error('no') }}{% endmacro %}
