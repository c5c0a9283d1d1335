{% materialization snapshot, default %}
  {%- set exists, target_relation = get_or_create_relation(
      database=model.database, schema=model.schema, identifier=model.get('alias', model.get('name')), type='table') -%}
  {%- if not target_relation.is_table -%}
    {%- do exceptions.relation_wrong_type(target_relation, 'table') -%}
  {%- endif -%}

  {%- do run_hooks(pre_hooks, inside_transaction=False) -%}
  {%- do run_hooks(pre_hooks, inside_transaction=True) -%}
  {%- do adapter.lock_relation(target_relation) -%}

  {#- the fourth argument is what strategies of older days read their config from -#}
  {%- set strategy_macro = strategy_dispatch(config.get('strategy')) -%}
  {%- set strategy = strategy_macro(model, 'snapshotted_data', 'source_data', model['config'], exists) -%}
  {%- if exists -%}
    {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
    {%- do adapter.assert_valid_snapshot_target_given_strategy(target_relation, columns, strategy) -%}
    {%- set staging_relation = build_snapshot_staging_table(strategy, sql, target_relation) -%}
    {%- do adapter.expand_target_column_types(from_relation=staging_relation, to_relation=target_relation) -%}
    {%- set working_columns = tdbt_snapshot_working_columns(strategy.unique_key) -%}
    {%- do create_columns(target_relation,
        adapter.get_missing_columns(staging_relation, target_relation) | rejectattr('name', 'in', working_columns) | list) -%}
    {%- set insert_cols = [] -%}
    {%- for column in adapter.get_columns_in_relation(staging_relation) if column.name not in working_columns -%}
      {%- do insert_cols.append(adapter.quote(column.name)) -%}
    {%- endfor -%}
    {%- set snapshot_sql = 'select * from ' ~ staging_relation -%}
    {%- set main_sql = snapshot_merge_sql(target=target_relation, source=staging_relation, insert_cols=insert_cols) -%}
  {%- else -%}
    {%- set snapshot_sql = build_snapshot_table(strategy, model['compiled_code']) -%}
    {%- set main_sql = create_table_as(False, target_relation, snapshot_sql) -%}
  {%- endif -%}
  {%- do check_time_data_types(snapshot_sql) -%}

  {%- call statement('main') -%}
    {{ main_sql }}
  {%- endcall -%}
  {%- if not exists -%}
    {%- do create_indexes(target_relation) -%}
  {%- endif -%}
  {%- do apply_grants(target_relation, config.get('grants'), should_revoke=should_revoke(exists, full_refresh_mode=False)) -%}
  {%- do persist_docs(target_relation, model) -%}

  {%- do run_hooks(post_hooks, inside_transaction=True) -%}
  {%- do adapter.commit() -%}
  {%- if exists -%}
    {%- do post_snapshot(staging_relation) -%}
  {%- endif -%}
  {%- do run_hooks(post_hooks, inside_transaction=False) -%}

  {%- do return({'relations': [target_relation]}) -%}
{% endmaterialization %}
