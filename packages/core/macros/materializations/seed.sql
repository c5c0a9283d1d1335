{% materialization seed, default %}
  {%- set full_refresh_mode = should_full_refresh() -%}
  {%- set existing_relation = adapter.get_relation(database=database, schema=schema, identifier=model['alias']) -%}
  {%- set target_relation = this.incorporate(type='table') -%}
  {%- set agate_table = load_agate_table() -%}
  {%- do store_result('agate_table', response='OK', agate_table=agate_table) -%}
  {%- if existing_relation is not none and not existing_relation.is_table -%}
    {%- do exceptions.raise_compiler_error("Cannot seed to '" ~ existing_relation.render() ~ "', it is a " ~ existing_relation.type | replace('_', ' ')) -%}
  {%- endif -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- do adapter.lock_relation(target_relation) -%}

  {%- set make_anew = existing_relation is none or full_refresh_mode or tdbt_seed_has_new_columns(existing_relation, agate_table) -%}
  {%- if existing_relation is none -%}
    {%- set table_sql = create_csv_table(model, agate_table) -%}
  {%- else -%}
    {%- set table_sql = reset_csv_table(model, make_anew, existing_relation, agate_table) -%}
  {%- endif -%}
  {%- set row_count = agate_table | length -%}
  {%- set rows_sql = load_csv_rows(model, agate_table) if row_count > 0 else '' -%}
  {%- set code = 'CREATE' if full_refresh_mode else 'INSERT' -%}
  {%- call noop_statement('main', code ~ ' ' ~ row_count, code, row_count) -%}
    {{ get_csv_sql(table_sql, rows_sql) }};
  {%- endcall -%}

  {%- if make_anew -%}
    {%- do create_indexes(target_relation) -%}
  {%- endif -%}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(existing_relation, make_anew)) -%}
  {%- do persist_docs(target_relation, model) -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
