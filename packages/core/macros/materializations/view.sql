{% materialization view, default %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='view') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- do adapter.lock_relation(target_relation) -%}
  {%- if not tdbt_replace_view(target_relation, existing_relation, sql) -%}
    {%- set built_relation = tdbt_build_relation(target_relation, existing_relation) -%}
    {%- call statement('main') -%}
      {{ get_create_view_as_sql(built_relation, sql) }}
    {%- endcall -%}
    {%- do tdbt_put_in_place(target_relation, built_relation, existing_relation) -%}
  {%- endif -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{#
  Gives an existing view its new query where it stands, if nothing of the old one would stay with it and its columns
  permit it; tells whether it did. The text is the one of create_view_as, which projects override.
#}
{% macro tdbt_replace_view(target_relation, existing_relation, sql) %}
  {%- if existing_relation is none or not existing_relation.is_plain_view -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- set create_sql = get_create_view_as_sql(target_relation, sql) -%}
  {%- set replace_sql = create_sql.replace('create view ' ~ target_relation, 'create or replace view ' ~ target_relation, 1) -%}
  {%- set response = adapter.replace_view(target_relation, replace_sql) if replace_sql != create_sql else none -%}
  {%- if response is none -%}
    {%- do return(false) -%}
  {%- endif -%}
  {%- do write(replace_sql) -%}
  {%- do store_result('main', response=response) -%}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=False) -%}
  {%- do persist_docs(target_relation, model) -%}
  {%- do return(true) -%}
{% endmacro %}
