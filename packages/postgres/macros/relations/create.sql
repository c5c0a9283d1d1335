{% macro postgres__create_table_as(temporary, relation, sql) -%}
  {%- set enforced = config.get('contract').enforced -%}
  {%- set kind = 'temporary table' if temporary else 'unlogged table' if config.get('unlogged') else 'table' -%}
  {{ config.get('sql_header') or '' }}
  {%- if enforced %}
  {{- get_assert_columns_equivalent(sql) }}
  {%- endif %}
  create {{ kind }} {{ relation }}
  {%- if enforced and not temporary %} {{ get_table_columns_and_constraints() }};
  insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
  {%- set sql = get_select_subquery(sql) %}
  {%- else %} as
  {%- endif %} (
    {{ sql }}
  );
{%- endmacro %}

{% macro postgres__get_replace_view_sql(relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  {%- if config.get('contract').enforced %}
  {{- get_assert_columns_equivalent(sql) }}
  {%- endif %}
  create or replace view {{ relation }} as (
    {{ sql }}
  );
{%- endmacro %}

{% macro postgres__create_schema(relation) -%}
  {%- do adapter.verify_database(relation.database) if relation.database -%}
  {%- call statement('create_schema') -%}
    create schema if not exists {{ relation.without_identifier().include(database=False) }}
  {%- endcall -%}
{%- endmacro %}

{% macro postgres__drop_schema(relation) -%}
  {%- do adapter.verify_database(relation.database) if relation.database -%}
  {%- call statement('drop_schema') -%}
    drop schema if exists {{ relation.without_identifier().include(database=False) }} cascade
  {%- endcall -%}
{%- endmacro %}
