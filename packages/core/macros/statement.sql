{# Runs the SQL of its call block. Without fetch_result nobody reads rows, so the engine may queue the statement. #}
{% macro statement(name=None, fetch_result=False, auto_begin=True, language='sql') -%}
  {%- if execute -%}
    {%- set compiled_code = caller() -%}
    {%- if language != 'sql' -%}
      {%- do exceptions.raise_compiler_error("statement: language '" ~ language ~ "' is not supported by this adapter") -%}
    {%- endif -%}
    {%- if name == 'main' -%}
      {%- do log('Writing runtime sql for node "' ~ model['unique_id'] ~ '"') -%}
      {%- do write(compiled_code) -%}
    {%- endif -%}
    {%- set response, table = adapter.execute(compiled_code, auto_begin=auto_begin, fetch=fetch_result) -%}
    {%- if name is not none -%}
      {%- do store_result(name, response=response, agate_table=table) -%}
    {%- endif -%}
  {%- endif -%}
{%- endmacro %}

{# Records a result, and the SQL that is shown for it, for work that was done another way (a seed's COPY). #}
{% macro noop_statement(name=None, message=None, code=None, rows_affected=None, res=None) -%}
  {%- set compiled_code = caller() -%}
  {%- if name == 'main' -%}
    {%- do log('Writing runtime sql for node "' ~ model['unique_id'] ~ '"') -%}
    {%- do write(compiled_code) -%}
  {%- endif -%}
  {%- if name is not none -%}
    {%- do store_raw_result(name, message=message, code=code, rows_affected=rows_affected, agate_table=res) -%}
  {%- endif -%}
{%- endmacro %}

{% macro run_query(sql) %}
  {%- call statement('run_query_statement', fetch_result=true, auto_begin=false) -%}
    {{ sql }}
  {%- endcall -%}
  {%- do return(load_result('run_query_statement').table) -%}
{% endmacro %}
