{% macro create_csv_table(model, agate_table) -%}
  {{ return(adapter.dispatch('create_csv_table', 'dbt')(model, agate_table)) }}
{%- endmacro %}

{% macro default__create_csv_table(model, agate_table) %}
  {%- set declared_types = model['config'].get('column_types') or {} -%}
  {%- set quote = model['config'].get('quote_columns') -%}
  {%- set columns = [] -%}
  {%- for name in agate_table.column_names -%}
    {%- set type = declared_types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
    {%- do columns.append(adapter.quote_seed_column(name | string, quote) ~ ' ' ~ type) -%}
  {%- endfor -%}
  {%- set sql = 'create table ' ~ this.render() ~ ' (' ~ columns | join(', ') ~ ')' -%}
  {%- call statement('_') -%}
    {{ sql }}
  {%- endcall -%}
  {{ return(sql) }}
{% endmacro %}

{% macro reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
  {{ return(adapter.dispatch('reset_csv_table', 'dbt')(model, full_refresh, old_relation, agate_table)) }}
{%- endmacro %}

{#
  The old rows go by `delete`: unlike `truncate` it locks no reader out, and one with an older snapshot still sees
  them. A table that is made anew is made under its own name, since projects override create_csv_table; the names
  are then put back for the swap, which moves the views that read it.
#}
{% macro default__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
  {%- if full_refresh -%}
    {%- set old_aside = make_backup_relation(old_relation, old_relation.type, suffix='__dbt_old') -%}
    {%- set new_aside = make_intermediate_relation(old_relation) -%}
    {%- do drop_relation_if_exists(load_cached_relation(new_aside)) -%}
    {%- do adapter.rename_relation(old_relation, old_aside) -%}
    {%- set sql = create_csv_table(model, agate_table) -%}
    {%- do adapter.rename_relation(old_relation, new_aside) -%}
    {%- do adapter.rename_relation(old_aside, old_relation) -%}
    {%- do adapter.swap_relation(old_relation, new_aside) -%}
  {%- else -%}
    {%- set sql = 'delete from ' ~ old_relation.render() -%}
    {%- call statement('_') -%}
      {{ sql }}
    {%- endcall -%}
  {%- endif -%}
  {{ return(sql) }}
{% endmacro %}

{# A column that the table lacks can't be loaded into it; one that the file lacks is left null. #}
{% macro tdbt_seed_has_new_columns(relation, agate_table) %}
  {%- set existing = adapter.get_columns_in_relation(relation) | map(attribute='name') | map('lower') | list -%}
  {%- set file = agate_table.column_names | map('lower') | list -%}
  {{ return(file | reject('in', existing) | list | length > 0) }}
{% endmacro %}

{# The text that target/run shows for a seed. #}
{% macro get_csv_sql(create_or_truncate_sql, insert_sql) -%}
  {{ return(adapter.dispatch('get_csv_sql', 'dbt')(create_or_truncate_sql, insert_sql)) }}
{%- endmacro %}

{% macro default__get_csv_sql(create_or_truncate_sql, insert_sql) -%}
  {{ create_or_truncate_sql }};
  -- dbt seed --
  {{ insert_sql }}
{%- endmacro %}

{% macro get_binding_char() -%}{{ return(adapter.dispatch('get_binding_char', 'dbt')()) }}{%- endmacro %}

{% macro default__get_binding_char() %}{{ return('%s') }}{% endmacro %}

{% macro get_batch_size() -%}{{ return(adapter.dispatch('get_batch_size', 'dbt')()) }}{%- endmacro %}

{% macro default__get_batch_size() %}{{ return(10000) }}{% endmacro %}

{% macro get_seed_column_quoted_csv(model, column_names) %}
  {%- set quote = model['config'].get('quote_columns') -%}
  {%- set columns = [] -%}
  {%- for name in column_names -%}
    {%- do columns.append(adapter.quote_seed_column(name, quote)) -%}
  {%- endfor -%}
  {{ return(columns | join(', ')) }}
{% endmacro %}

{# Gives the SQL that target/run shows. #}
{% macro load_csv_rows(model, agate_table) -%}
  {{ return(adapter.dispatch('load_csv_rows', 'dbt')(model, agate_table)) }}
{%- endmacro %}

{% macro default__load_csv_rows(model, agate_table) %}
  {%- do adapter.load_csv_rows(this, agate_table) -%}
  {{ return('-- ' ~ agate_table | length ~ ' rows into ' ~ this.render() ~ ' (' ~ get_seed_column_quoted_csv(model, agate_table.column_names) ~ ')') }}
{% endmacro %}
