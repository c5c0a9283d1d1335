{% materialization test, default %}
  {%- set relations = [] -%}
  {%- set sql_header = config.get('sql_header') if flags.REQUIRE_SQL_HEADER_IN_TEST_CONFIGS else none -%}
  {%- set main_sql = get_limit_subquery_sql(sql, config.get('limit')) -%}

  {%- if should_store_failures() -%}
    {%- set stored_as = config.get('store_failures_as') or 'table' -%}
    {%- if stored_as not in ('table', 'view') -%}
      {%- do exceptions.raise_compiler_error("'" ~ stored_as ~ "' is not a valid value for `store_failures_as`. Accepted values are: ['ephemeral', 'table', 'view']") -%}
    {%- endif -%}
    {%- set existing_relation = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
    {%- set target_relation = api.Relation.create(database=database, schema=schema, identifier=model['alias'], type=stored_as) -%}
    {%- do adapter.lock_relation(target_relation) -%}
    {%- set built_relation = tdbt_build_relation(target_relation, existing_relation) -%}
    {%- call statement(auto_begin=True) -%}
      {{ sql_header or '' }}
      {{ get_create_sql(built_relation, main_sql) }}
    {%- endcall -%}
    {%- if existing_relation is not none -%}
      {%- do adapter.swap_relation(target_relation, built_relation) -%}
    {%- endif -%}
    {%- do relations.append(target_relation) -%}
    {%- set main_sql = 'select * from ' ~ target_relation -%}
  {%- endif -%}

  {%- call statement('main', fetch_result=True) -%}
    {{ sql_header or '' }}
    {#- the limit is in main_sql already -#}
    {{ get_test_sql(main_sql, config.get('fail_calc'), config.get('warn_if'), config.get('error_if'), limit=none) }}
  {%- endcall -%}

  {%- if relations -%}
    {%- do adapter.commit() -%}
  {%- endif -%}
  {%- do return({'relations': relations}) -%}
{% endmaterialization %}
