{# One that another run has just made is an error here, and then a refresh: its indexes would be made twice. #}
{% macro postgres__get_create_materialized_view_as_sql(relation, sql) -%}
  create materialized view {{ relation }} as {{ sql }}
  ;
  {%- for index_dict in config.get('indexes') or [] %}
  {{ get_create_index_sql(relation, index_dict) }};
  {%- endfor %}
{%- endmacro %}

{% macro postgres__refresh_materialized_view(relation) -%}refresh materialized view {{ relation }}{%- endmacro %}

{% macro postgres__describe_materialized_view(relation) %}
  {{ return({'indexes': run_query(get_show_indexes_sql(relation))}) }}
{% endmacro %}

{# Indexes are the one setting that Postgres changes in place; they are told apart by columns, method and uniqueness. #}
{% macro postgres__get_materialized_view_configuration_changes(existing_relation, new_config) %}
  {%- set existing, wanted, changes = {}, {}, [] -%}
  {%- for row in postgres__describe_materialized_view(existing_relation).indexes.rows -%}
    {%- do existing.update({tdbt_index_signature(row['column_names'].split(','), row['method'], row['unique']): row['name']}) -%}
  {%- endfor -%}
  {%- for index in new_config.get('indexes') or [] -%}
    {%- do wanted.update({tdbt_index_signature(index['columns'], index['type'], index['unique']): index}) -%}
  {%- endfor -%}
  {%- for signature, name in existing.items() if signature not in wanted -%}
    {%- do changes.append({'action': 'drop', 'context': {'name': name}}) -%}
  {%- endfor -%}
  {%- for signature, index in wanted.items() if signature not in existing -%}
    {%- do changes.append({'action': 'create', 'context': index}) -%}
  {%- endfor -%}
  {{ return({'indexes': changes, 'requires_full_refresh': false} if changes else none) }}
{% endmacro %}

{% macro tdbt_index_signature(columns, method, unique) -%}
  {{ columns | map('lower') | sort | join(',') }} {{ method or 'btree' }} {{ 'unique' if unique else '' }}
{%- endmacro %}

{% macro postgres__get_alter_materialized_view_as_sql(relation, configuration_changes, sql, existing_relation, backup_relation, intermediate_relation) -%}
  {{ postgres__update_indexes_on_materialized_view(relation, configuration_changes.indexes) }}
{%- endmacro %}

{% macro postgres__update_indexes_on_materialized_view(relation, index_changes) -%}
  {%- for change in index_changes %}
  {{ postgres__get_drop_index_sql(relation, change.context.name) if change.action == 'drop' else get_create_index_sql(relation, change.context) }};
  {%- endfor -%}
{%- endmacro %}
