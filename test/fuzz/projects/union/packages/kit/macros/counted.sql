{% materialization kit_counted, default %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set intermediate = make_intermediate_relation(target_relation) -%}
    {%- set backup = make_backup_relation(target_relation, existing.type if existing else 'table') -%}
    {{ drop_relation_if_exists(load_cached_relation(intermediate)) }}
    {{ drop_relation_if_exists(load_cached_relation(backup)) }}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') -%}
        {{ get_create_table_as_sql(False, intermediate, sql) }}
    {%- endcall %}
    {% do adapter.rename_relation(existing, backup) if existing %}
    {% do adapter.rename_relation(intermediate, target_relation) %}
    {% do drop_relation_if_exists(backup) %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
