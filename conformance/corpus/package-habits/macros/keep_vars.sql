{% macro keep_vars() %}
  {% do run_query("create table " ~ target.schema ~ ".kept as select '" ~ var('from_other') ~ "' as var") %}
{% endmacro %}
