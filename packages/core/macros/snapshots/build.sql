{# The first build of a snapshot: each row of the source as the version that is current. #}
{% macro build_snapshot_table(strategy, sql) -%}
  {{ return(adapter.dispatch('build_snapshot_table', 'dbt')(strategy, sql)) }}
{%- endmacro %}

{% macro default__build_snapshot_table(strategy, sql) -%}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  select *,
    {{ strategy.scd_id }} as {{ columns.dbt_scd_id }},
    {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
    {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
    {{ get_dbt_valid_to_current(strategy, columns) }}
    {%- if strategy.hard_deletes == 'new_record' %},
    'False' as {{ columns.dbt_is_deleted }}
    {%- endif %}
  from (
    {{ sql }}
  ) sbq
{%- endmacro %}

{% macro build_snapshot_staging_table(strategy, sql, target_relation) %}
  {%- set staging_relation = make_temp_relation(target_relation) -%}
  {%- call statement('build_snapshot_staging_relation') -%}
    {{ create_table_as(True, staging_relation, snapshot_staging_table(strategy, sql, target_relation)) }}
  {%- endcall -%}
  {{ return(staging_relation) }}
{% endmacro %}

{% macro post_snapshot(staging_relation) -%}{{ return(adapter.dispatch('post_snapshot', 'dbt')(staging_relation)) }}{%- endmacro %}

{% macro default__post_snapshot(staging_relation) %}{% endmacro %}

{#
  The changes since the last run, tagged `insert` (a version that begins), `update` or `delete` (a version that
  ends). Of a row that ends a version the merge reads dbt_scd_id and dbt_valid_to alone; its other columns are there
  for the union. All branches list: the source's columns, the key, updated_at, valid_from, valid_to, scd_id.
#}
{% macro snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {{ return(adapter.dispatch('snapshot_staging_table', 'dbt')(strategy, source_sql, target_relation)) }}
{%- endmacro %}

{% macro default__snapshot_staging_table(strategy, source_sql, target_relation) -%}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set key = strategy.unique_key -%}
  {%- set valid_to_current = config.get('dbt_valid_to_current') -%}
  {%- set find_deleted = strategy.hard_deletes in ('invalidate', 'new_record') -%}
  {%- set record_deleted = strategy.hard_deletes == 'new_record' -%}
  {%- set changed = strategy.row_changed -%}
  {%- if record_deleted -%}
    {#- a row that comes back after its deletion was recorded begins a version, changed or not -#}
    {%- set changed = '(' ~ changed ~ ' or snapshotted_data.' ~ columns.dbt_is_deleted ~ " = 'True')" -%}
  {%- endif -%}
  with snapshot_query as (
    {{ source_sql }}
  ),
  snapshotted_data as (
    select *, {{ unique_key_fields(key) }}
    from {{ target_relation }}
    where {{ columns.dbt_valid_to }} is null
    {%- if valid_to_current %} or {{ equals(columns.dbt_valid_to, valid_to_current | string | trim) | trim }}{% endif %}
  ),
  beginning as (
    select *, {{ unique_key_fields(key) }},
      {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
      {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
      {{ get_dbt_valid_to_current(strategy, columns) }},
      {{ strategy.scd_id }} as {{ columns.dbt_scd_id }}
    from snapshot_query
  ),
  ending as (
    select *, {{ unique_key_fields(key) }},
      {{ strategy.updated_at }} as {{ columns.dbt_updated_at }},
      {{ strategy.updated_at }} as {{ columns.dbt_valid_from }},
      {{ strategy.updated_at }} as {{ columns.dbt_valid_to }}
    from snapshot_query
  )
  {%- if find_deleted %},
  present as (
    select *, {{ unique_key_fields(key) }} from snapshot_query
  )
  {%- endif %}

  select 'insert' as dbt_change_type, source_data.*
    {%- if record_deleted %}, 'False' as {{ columns.dbt_is_deleted }}{% endif %}
  from beginning as source_data
  left join snapshotted_data on {{ unique_key_join_on(key, 'snapshotted_data', 'source_data') }}
  where {{ unique_key_is_null(key, 'snapshotted_data') }}
    or ({{ unique_key_is_not_null(key, 'snapshotted_data') }} and {{ changed }})

  union all

  select 'update', source_data.*, snapshotted_data.{{ columns.dbt_scd_id }}
    {%- if record_deleted %}, snapshotted_data.{{ columns.dbt_is_deleted }}{% endif %}
  from ending as source_data
  join snapshotted_data on {{ unique_key_join_on(key, 'snapshotted_data', 'source_data') }}
  where {{ changed }}

  {%- if find_deleted %}
  {%- set gone %}
  from snapshotted_data
  left join present as source_data on {{ unique_key_join_on(key, 'snapshotted_data', 'source_data') }}
  where {{ unique_key_is_null(key, 'source_data') }}
    {%- if record_deleted %}
    and not (
      snapshotted_data.{{ columns.dbt_is_deleted }} = 'True'
      and snapshotted_data.{{ columns.dbt_valid_to }} {{ '= ' ~ valid_to_current if valid_to_current else 'is null' }}
    )
    {%- endif %}
  {%- endset %}

  union all

  select 'delete', source_data.*, {{ snapshot_get_time() }}, {{ snapshot_get_time() }}, {{ snapshot_get_time() }}, snapshotted_data.{{ columns.dbt_scd_id }}
    {%- if record_deleted %}, snapshotted_data.{{ columns.dbt_is_deleted }}{% endif %}
  {{- gone }}
  {%- endif %}

  {%- if record_deleted %}
  {%- set snapshotted_names = get_list_of_column_names(get_columns_in_relation(target_relation)) %}

  union all

  select 'insert',
    {%- for name in get_columns_in_query(source_sql) %}
    {{ 'snapshotted_data' if name in snapshotted_names else 'source_data' }}.{{ adapter.quote(name) }},
    {%- endfor %}
    {%- for name in ([key] if key is string else key) %}
    snapshotted_data.dbt_unique_key{{ '' if key is string else '_' ~ loop.index }},
    {%- endfor %}
    {{ snapshot_get_time() }}, {{ snapshot_get_time() }}, snapshotted_data.{{ columns.dbt_valid_to }},
    {{ snapshot_hash_arguments([columns.dbt_scd_id, snapshot_get_time()]) }},
    'True'
  {{- gone }}
  {%- endif %}
{%- endmacro %}

{% macro snapshot_merge_sql(target, source, insert_cols) -%}
  {{ return(adapter.dispatch('snapshot_merge_sql', 'dbt')(target, source, insert_cols)) }}
{%- endmacro %}

{% macro default__snapshot_merge_sql(target, source, insert_cols) -%}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set valid_to_current = config.get('dbt_valid_to_current') -%}
  merge into {{ target.render() }} as DBT_INTERNAL_DEST
  using {{ source }} as DBT_INTERNAL_SOURCE
  on DBT_INTERNAL_SOURCE.{{ columns.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ columns.dbt_scd_id }}
  when matched
    and (DBT_INTERNAL_DEST.{{ columns.dbt_valid_to }} is null
      {%- if valid_to_current %} or DBT_INTERNAL_DEST.{{ columns.dbt_valid_to }} = {{ valid_to_current }}{% endif %})
    and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
  then update set {{ columns.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ columns.dbt_valid_to }}
  when not matched and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
  then insert ({{ insert_cols | join(', ') }}) values ({{ insert_cols | join(', ') }})
{%- endmacro %}
