{% macro postgres__get_columns_in_relation(relation) -%}
  {%- call statement('get_columns_in_relation', fetch_result=True) -%}
    select column_name, data_type, character_maximum_length, numeric_precision, numeric_scale
    from information_schema.columns
    where table_name = '{{ relation.identifier }}'
      {%- if relation.schema %}
      and table_schema = '{{ relation.schema }}'
      {%- endif %}
    order by ordinal_position
  {%- endcall -%}
  {{ return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) }}
{%- endmacro %}

{#
  Keeps the column's place. The cast is the one of an assignment, which fails where it would cut a value. Postgres
  refuses it while a view reads the column: then a copy with the new type is swapped in, and the views move to it.
#}
{% macro postgres__alter_column_type(relation, column_name, new_column_type) -%}
  {%- set readers = run_query("select 1 from pg_depend where classid = 'pg_rewrite'::regclass and refobjid = to_regclass('" ~ relation ~ "') limit 1") -%}
  {%- set altered = make_intermediate_relation(relation, '__dbt_alter') if readers.rows | length > 0 else relation -%}
  {%- call statement('alter_column_type') -%}
    {%- if altered != relation -%}
    create table {{ altered }} (like {{ relation }} including all);
    {% endif -%}
    alter table {{ altered }} alter column {{ adapter.quote(column_name) }} type {{ new_column_type }}
    {%- if altered != relation -%};
    insert into {{ altered }} overriding system value select * from {{ relation }}
    {%- endif -%}
  {%- endcall -%}
  {%- if altered != relation -%}
    {%- do adapter.swap_relation(relation, altered) -%}
  {%- endif -%}
{%- endmacro %}
