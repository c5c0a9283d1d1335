{% materialization materialized_view, default %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type=this.MaterializedView) -%}
  {%- set replaces = existing_relation is not none and (should_full_refresh() or not existing_relation.is_materialized_view) -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- do adapter.lock_relation(target_relation) -%}

  {%- if existing_relation is none or replaces -%}
    {%- set built_relation = tdbt_build_relation(target_relation, existing_relation) -%}
    {%- call statement('main') -%}
      {{ get_create_materialized_view_as_sql(built_relation, sql) }}
    {%- endcall -%}
    {%- do tdbt_put_in_place(target_relation, built_relation, existing_relation) -%}
  {%- else -%}
    {%- do adapter.lock_definition(existing_relation) -%}
    {%- set build_sql = tdbt_materialized_view_update_sql(existing_relation, target_relation) -%}
    {%- if build_sql -%}
      {%- call statement('main') -%}
        {{ build_sql }}
      {%- endcall -%}
    {%- else -%}
      {%- do store_raw_result(name='main', message='skip ' ~ target_relation, code='skip', rows_affected='-1') -%}
    {%- endif -%}
    {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=False)) -%}
    {%- do persist_docs(target_relation, model) -%}
  {%- endif -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}

{# A refresh where the configuration is what it was; '' where a change is to be left alone. #}
{% macro tdbt_materialized_view_update_sql(existing_relation, target_relation) %}
  {%- set changes = get_materialized_view_configuration_changes(existing_relation, config) -%}
  {%- set on_change = config.get('on_configuration_change') or 'apply' -%}
  {%- set found = 'Configuration changes were identified and `on_configuration_change` was set to `' ~ on_change ~ '` for `' ~ target_relation.render() ~ '`' -%}
  {%- if changes is none -%}
    {{ return(refresh_materialized_view(target_relation)) }}
  {%- elif on_change == 'apply' -%}
    {{ return(get_alter_materialized_view_as_sql(target_relation, changes, sql, existing_relation, none, none)) }}
  {%- elif on_change == 'continue' -%}
    {%- do exceptions.warn(found) -%}
    {{ return('') }}
  {%- elif on_change == 'fail' -%}
    {%- do exceptions.raise_fail_fast_error(found) -%}
  {%- endif -%}
  {%- do exceptions.raise_compiler_error("'" ~ on_change ~ "' is not a valid value for `on_configuration_change`. Accepted values are: ['apply', 'continue', 'fail']") -%}
{% endmacro %}
