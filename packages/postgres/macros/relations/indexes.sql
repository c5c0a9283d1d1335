{# The table that is replaced still has its indexes while the new one gets its own: a name is of one run. #}
{% macro postgres__get_create_index_sql(relation, index_dict) -%}
  {%- set index = adapter.parse_index(index_dict) -%}
  {%- set name = local_md5(index.columns | join('_') ~ '_' ~ relation.render() ~ '_' ~ index.unique ~ '_' ~ index.type ~ '_' ~ invocation_id) -%}
  create {{ 'unique ' if index.unique }}index if not exists "{{ name }}"
  on {{ relation }}{{ ' using ' ~ index.type if index.type }} ({{ index.columns | join(', ') }})
{%- endmacro %}

{% macro postgres__get_drop_index_sql(relation, index_name) -%}
  drop index if exists "{{ relation.schema }}"."{{ index_name }}"
{%- endmacro %}

{% macro postgres__get_show_indexes_sql(relation) -%}
  select
    index_class.relname as name,
    method.amname as method,
    pg_index.indisunique as "unique",
    string_agg(pg_attribute.attname, ',' order by array_position(pg_index.indkey::smallint[], pg_attribute.attnum)) as column_names
  from pg_index
  join pg_class as index_class on index_class.oid = pg_index.indexrelid
  join pg_am as method on method.oid = index_class.relam
  join pg_class as table_class on table_class.oid = pg_index.indrelid and table_class.relkind in ('r', 'm')
  join pg_namespace on pg_namespace.oid = table_class.relnamespace
  join pg_attribute on pg_attribute.attrelid = table_class.oid and pg_attribute.attnum = any (pg_index.indkey)
  where table_class.relname = '{{ relation.identifier }}'
    and pg_namespace.nspname = '{{ relation.schema }}'
  group by 1, 2, 3
  order by 1, 2, 3
{%- endmacro %}
