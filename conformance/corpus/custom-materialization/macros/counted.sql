{% materialization counted_table, default %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set existing = load_cached_relation(this) -%}
  {{ run_hooks(pre_hooks) }}
  {% if existing is not none %}{{ adapter.drop_relation(existing) }}{% endif %}
  {% call statement('main') -%}
    create table {{ target_relation }} as select *, count(*) over () as rows_in_all from ({{ sql }}) as q
  {%- endcall %}
  {{ run_hooks(post_hooks) }}
  {{ adapter.commit() }}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization postgres_only, adapter='postgres' %}
  {%- set target_relation = this.incorporate(type='view') -%}
  {% do adapter.drop_relation(load_cached_relation(this)) if load_cached_relation(this) %}
  {% call statement('main') %}create view {{ target_relation }} as {{ sql }}{% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
