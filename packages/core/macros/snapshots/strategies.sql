{#
  A strategy is the macro snapshot_<name>_strategy, of the project or of a package (`package.name`). It gives
  unique_key, updated_at, row_changed, scd_id (SQL expressions, the last is the key of a version) and hard_deletes.
#}
{% macro strategy_dispatch(name) %}
  {%- set package_name, strategy_name = name.split('.', 1) if '.' in name else (none, name) -%}
  {%- if package_name is not none and package_name not in context -%}
    {%- do exceptions.raise_compiler_error("Could not find package '" ~ package_name ~ "', called with '" ~ name ~ "'") -%}
  {%- endif -%}
  {%- set macros = context if package_name is none else context[package_name] -%}
  {%- set macro_name = 'snapshot_' ~ strategy_name ~ '_strategy' -%}
  {%- if macro_name not in macros -%}
    {%- do adapter.refuse_snapshot_strategy(name) -%}
  {%- endif -%}
  {{ return(macros[macro_name]) }}
{% endmacro %}

{% macro snapshot_hash_arguments(args) -%}{{ return(adapter.dispatch('snapshot_hash_arguments', 'dbt')(args)) }}{%- endmacro %}

{# Existing snapshots hold these hashes: the casts, the empty string for null and the bar are not ours to choose. #}
{% macro default__snapshot_hash_arguments(args) -%}
  md5({% for arg in args %}coalesce(cast({{ arg }} as varchar), ''){{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}

{% macro tdbt_snapshot_strategy(updated_at, row_changed) %}
  {%- set unique_key = config.get('unique_key') -%}
  {%- set hard_deletes = adapter.get_hard_deletes_behavior(config) -%}
  {{ return({
    'unique_key': unique_key,
    'updated_at': updated_at,
    'row_changed': row_changed,
    'scd_id': snapshot_hash_arguments(api.Relation.scd_args(unique_key, updated_at)),
    'invalidate_hard_deletes': hard_deletes == 'invalidate',
    'hard_deletes': hard_deletes,
  }) }}
{% endmacro %}

{# Compares with dbt_valid_from: a snapshot that was made by `check` has no updated_at of the source. #}
{% macro snapshot_timestamp_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
  {%- set updated_at = config.get('updated_at') -%}
  {{ return(tdbt_snapshot_strategy(updated_at, '(' ~ snapshotted_rel ~ '.' ~ columns.dbt_valid_from ~ ' < ' ~ current_rel ~ '.' ~ updated_at ~ ')')) }}
{% endmacro %}

{% macro snapshot_check_strategy(node, snapshotted_rel, current_rel, model_config, target_exists) %}
  {%- set column_added, check_cols = snapshot_check_all_get_existing_columns(node, target_exists, config.get('check_cols')) -%}
  {%- set differences = [] -%}
  {%- for column in check_cols -%}
    {%- do differences.append(snapshotted_rel ~ '.' ~ column ~ ' is distinct from ' ~ current_rel ~ '.' ~ column) -%}
  {%- endfor -%}
  {%- set row_changed = get_true_sql() if column_added else differences | join(' or ') -%}
  {{ return(tdbt_snapshot_strategy(config.get('updated_at') or snapshot_get_time(), '(' ~ row_changed ~ ')')) }}
{% endmacro %}

{#
  [whether a checked column is new to the snapshot, the quoted checked columns that it has]. Queries give the names
  in the case that the database uses.
#}
{% macro snapshot_check_all_get_existing_columns(node, target_exists, check_cols_config) -%}
  {%- if not target_exists -%}
    {{ return((false, [])) }}
  {%- elif check_cols_config == 'all' -%}
    {%- set query_columns = get_columns_in_query(node['compiled_code']) -%}
  {%- elif check_cols_config is iterable and check_cols_config is not string and check_cols_config | length > 0 -%}
    {%- set query_columns = get_columns_in_query('select ' ~ check_cols_config | join(', ') ~ ' from (\n' ~ node['compiled_code'] ~ '\n) subq') -%}
  {%- else -%}
    {%- do exceptions.raise_compiler_error("Invalid value for 'check_cols': " ~ check_cols_config) -%}
  {%- endif -%}
  {%- set target_relation = adapter.get_relation(database=node.database, schema=node.schema, identifier=node.alias) -%}
  {%- set existing = adapter.get_columns_in_relation(target_relation) | map(attribute='name') | list -%}
  {%- set common = [] -%}
  {%- for name in query_columns if name in existing -%}
    {%- do common.append(adapter.quote(name)) -%}
  {%- endfor -%}
  {{ return((common | length < query_columns | length, common)) }}
{%- endmacro %}

{% macro get_true_sql() -%}{{ return(adapter.dispatch('get_true_sql', 'dbt')()) }}{%- endmacro %}

{% macro default__get_true_sql() -%}{{ return('TRUE') }}{%- endmacro %}

{% macro snapshot_string_as_time(timestamp) -%}{{ return(adapter.dispatch('snapshot_string_as_time', 'dbt')(timestamp)) }}{%- endmacro %}

{% macro default__snapshot_string_as_time(timestamp) %}
  {%- do exceptions.raise_not_implemented('snapshot_string_as_time macro not implemented for adapter ' ~ adapter.type()) -%}
{% endmacro %}
