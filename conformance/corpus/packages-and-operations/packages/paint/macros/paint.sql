{% macro note_colour() %}
  {% do run_query("insert into " ~ target.schema ~ ".log values ('" ~ var('colour') ~ " " ~ var('layers') ~ " " ~ model.name ~ "')") %}
{% endmacro %}
{% test has_rows(model) %}{{ config(fail_calc='count(*)', error_if='<1', warn_if='<0') }}select * from {{ model }}{% endtest %}
