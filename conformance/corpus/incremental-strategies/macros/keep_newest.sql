{% macro get_incremental_keep_newest_sql(arg_dict) %}
  {% set columns = get_quoted_csv(arg_dict['dest_columns'] | map(attribute='name')) %}
  delete from {{ arg_dict['target_relation'] }};
  insert into {{ arg_dict['target_relation'] }} ({{ columns }}) select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}
