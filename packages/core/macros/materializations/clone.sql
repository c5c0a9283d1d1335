{# A relation of another environment (`--state`), copied where the database copies without cost and else viewed. #}
{% materialization clone, default %}
  {%- if not defer_relation -%}
    {%- do log('No relation found in state manifest for ' ~ model.unique_id, info=True) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- if existing_relation and not flags.FULL_REFRESH -%}
    {%- do log('Relation ' ~ existing_relation ~ ' already exists', info=True) -%}
    {%- do return({'relations': []}) -%}
  {%- endif -%}

  {%- set source_relation = load_cached_relation(defer_relation) -%}
  {%- set copies = source_relation and source_relation.type == 'table' and can_clone_table() -%}
  {%- set target_relation = this.incorporate(type='table' if copies else 'view') -%}
  {%- do adapter.lock_relation(target_relation) -%}
  {%- if copies -%}
    {%- if existing_relation and not existing_relation.is_table -%}
      {%- do drop_relation_if_exists(existing_relation) -%}
    {%- endif -%}
    {%- call statement('main') -%}
      {{ create_or_replace_clone(target_relation, defer_relation) }}
    {%- endcall -%}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) -%}
    {%- do persist_docs(target_relation, model) -%}
  {%- else -%}
    {%- set built_relation = tdbt_build_relation(target_relation, existing_relation) -%}
    {%- call statement('main') -%}
      {{ get_create_view_as_sql(built_relation, 'select * from ' ~ defer_relation) }}
    {%- endcall -%}
    {%- do tdbt_put_in_place(target_relation, built_relation, existing_relation) -%}
  {%- endif -%}
  {%- do adapter.commit() -%}
  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{% macro can_clone_table() %}{{ return(adapter.dispatch('can_clone_table', 'dbt')()) }}{% endmacro %}

{% macro default__can_clone_table() %}{{ return(False) }}{% endmacro %}

{% macro create_or_replace_clone(this_relation, defer_relation) -%}
  {{ return(adapter.dispatch('create_or_replace_clone', 'dbt')(this_relation, defer_relation)) }}
{%- endmacro %}

{% macro default__create_or_replace_clone(this_relation, defer_relation) -%}
  create or replace table {{ this_relation.render() }} clone {{ defer_relation.render() }}
{%- endmacro %}
