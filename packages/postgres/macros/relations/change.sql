{#
  The texts of a drop, a rename and a replacement, for projects and packages that ask for them; the materializations drop
  and swap by adapter.drop_relation and adapter.swap_relation, which leave the views of others alone.
#}
{% macro postgres__drop_table(relation) -%}drop table if exists {{ relation.render() }} cascade{%- endmacro %}

{% macro postgres__drop_view(relation) -%}drop view if exists {{ relation.render() }} cascade{%- endmacro %}

{% macro postgres__drop_materialized_view(relation) -%}drop materialized view if exists {{ relation.render() }} cascade{%- endmacro %}

{% macro postgres__get_rename_table_sql(relation, new_name) -%}alter table {{ relation.render() }} rename to {{ new_name }}{%- endmacro %}

{% macro postgres__get_rename_view_sql(relation, new_name) -%}alter view {{ relation.render() }} rename to {{ new_name }}{%- endmacro %}

{% macro postgres__get_rename_materialized_view_sql(relation, new_name) -%}
  alter materialized view {{ relation.render() }} rename to {{ new_name }}
{%- endmacro %}

{# dbt's own: Postgres knows no `create or replace table`, and says so. #}
{% macro postgres__get_replace_table_sql(relation, sql) -%}
  {{ config.get('sql_header') or '' }}
  create or replace table {{ relation.render() }}
  {%- if config.get('contract').enforced %}
  {{ get_assert_columns_equivalent(sql) }}
  {{ get_table_columns_and_constraints() }}
  {%- set sql = get_select_subquery(sql) %}
  {%- endif %}
  as (
    {{ sql }}
  );
{%- endmacro %}
