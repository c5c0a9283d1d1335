{% macro add_column() %}{% do run_query('alter table ' ~ target.schema ~ '.a add column more int') %}{% do run_query('insert into ' ~ target.schema ~ '.a values (9, $$y$$, 1)') %}{% endmacro %}
