{% materialization view, default %}
  {%- set existing_relation = load_cached_relation(this) -%}
  {%- set target_relation = this.incorporate(type='view') -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}

  {%- set built_relation = tdbt_build_relation(target_relation, existing_relation) -%}
  {%- call statement('main') -%}
    {{ get_create_view_as_sql(built_relation, sql) }}
  {%- endcall -%}
  {%- do tdbt_put_in_place(target_relation, built_relation, existing_relation) -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
