{#
  The two halves of every build. A relation that is new is built in place; one that exists is built beside it and
  swapped in as the last thing before the hooks, so that the lock on the old one is held for as short as can be.
  Before either, a materialization takes adapter.lock_relation(target), which runs of other processes wait for.
#}
{% macro tdbt_build_relation(target_relation, existing_relation) %}
  {%- if existing_relation is none -%}
    {%- do return(target_relation) -%}
  {%- endif -%}
  {%- set beside = make_intermediate_relation(target_relation) -%}
  {#- left by a run that was killed, or by dbt -#}
  {%- do drop_relation_if_exists(load_cached_relation(beside)) -%}
  {%- do return(beside) -%}
{% endmacro %}

{% macro tdbt_put_in_place(target_relation, built_relation, existing_relation) %}
  {%- do apply_grants(built_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, full_refresh_mode=True)) -%}
  {%- do persist_docs(built_relation, model) -%}
  {%- if existing_relation is not none -%}
    {%- do adapter.swap_relation(target_relation, built_relation) -%}
  {%- endif -%}
{% endmacro %}
