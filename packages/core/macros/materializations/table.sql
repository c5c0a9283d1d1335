{% materialization table, default %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='table') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- do adapter.lock_relation(target_relation) -%}

  {%- set built_relation = tdbt_build_relation(target_relation, existing_relation) -%}
  {%- call statement('main') -%}
    {{ get_create_table_as_sql(False, built_relation, sql) }}
  {%- endcall -%}
  {%- do create_indexes(built_relation) -%}
  {%- do tdbt_put_in_place(target_relation, built_relation, existing_relation) -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
