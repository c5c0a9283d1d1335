{% macro postgres__information_schema_name(database) -%}
  {%- do adapter.verify_database(database) if database -%}
  information_schema
{%- endmacro %}

{% macro postgres__list_schemas(database) %}
  {%- do adapter.verify_database(database) if database -%}
  {{ return(run_query('select nspname from pg_namespace')) }}
{% endmacro %}

{% macro postgres__check_schema_exists(information_schema, schema) -%}
  {%- do adapter.verify_database(information_schema.database) if information_schema.database -%}
  {{ return(run_query("select count(*) from pg_namespace where nspname = '" ~ schema ~ "'")) }}
{%- endmacro %}

{% macro postgres__list_relations_without_caching(schema_relation) %}
  {%- call statement('list_relations_without_caching', fetch_result=True) -%}
    select
      '{{ schema_relation.database }}' as database,
      pg_class.relname as name,
      pg_namespace.nspname as schema,
      case pg_class.relkind when 'v' then 'view' when 'm' then 'materialized_view' else 'table' end as type
    from pg_class
    join pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where pg_class.relkind in ('r', 'p', 'v', 'm')
      and pg_namespace.nspname ilike '{{ schema_relation.schema }}'
    union all
    select distinct '{{ schema_relation.database }}', pg_proc.proname, pg_namespace.nspname, 'function'
    from pg_proc
    join pg_namespace on pg_namespace.oid = pg_proc.pronamespace
    where pg_namespace.nspname ilike '{{ schema_relation.schema }}'
  {%- endcall -%}
  {{ return(load_result('list_relations_without_caching').table) }}
{% endmacro %}

{# Views and materialized views with what they read, one row per pair: a view's rule depends on each. #}
{% macro postgres__get_relations() -%}
  {%- call statement('relations', fetch_result=True) -%}
    select distinct
      reader_schema.nspname as dependent_schema,
      reader.relname as dependent_name,
      source_schema.nspname as referenced_schema,
      source.relname as referenced_name
    from pg_depend
    join pg_rewrite on pg_rewrite.oid = pg_depend.objid
    join pg_class as reader on reader.oid = pg_rewrite.ev_class
    join pg_namespace as reader_schema on reader_schema.oid = reader.relnamespace
    join pg_class as source on source.oid = pg_depend.refobjid and source.oid <> reader.oid
    join pg_namespace as source_schema on source_schema.oid = source.relnamespace
    where pg_depend.classid = 'pg_rewrite'::regclass
      and pg_depend.refclassid = 'pg_class'::regclass
      and source_schema.nspname <> 'information_schema'
      and source_schema.nspname not like 'pg\_%'
    order by 1, 2, 3, 4
  {%- endcall -%}
  {{ return(load_result('relations').table) }}
{%- endmacro %}

{% macro postgres_get_relations() %}{{ return(postgres__get_relations()) }}{% endmacro %}

{% macro postgres__get_catalog(information_schema, schemas) -%}
  {%- set relations = [] -%}
  {%- for schema in schemas -%}
    {%- do relations.append({'schema': schema}) -%}
  {%- endfor -%}
  {{ return(postgres__get_catalog_relations(information_schema, relations)) }}
{%- endmacro %}

{# A relation without an identifier stands for its whole schema. #}
{% macro postgres__get_catalog_relations(information_schema, relations) -%}
  {%- do adapter.verify_database(information_schema.database) -%}
  {%- call statement('catalog', fetch_result=True) -%}
    select
      '{{ information_schema.database }}' as table_database,
      pg_namespace.nspname as table_schema,
      pg_class.relname as table_name,
      case pg_class.relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'BASE TABLE' end as table_type,
      obj_description(pg_class.oid, 'pg_class') as table_comment,
      pg_attribute.attname as column_name,
      pg_attribute.attnum as column_index,
      format_type(pg_attribute.atttypid, pg_attribute.atttypmod) as column_type,
      col_description(pg_class.oid, pg_attribute.attnum) as column_comment,
      pg_get_userbyid(pg_class.relowner) as table_owner
    from pg_class
    join pg_namespace on pg_namespace.oid = pg_class.relnamespace
    join pg_attribute on pg_attribute.attrelid = pg_class.oid and pg_attribute.attnum > 0 and not pg_attribute.attisdropped
    where pg_class.relkind in ('r', 'v', 'f', 'p', 'm')
      and pg_class.relpersistence in ('p', 'u')
      and (
        {%- for relation in relations %}
        upper(pg_namespace.nspname) = upper('{{ relation.schema }}')
        {%- if relation.identifier %} and upper(pg_class.relname) = upper('{{ relation.identifier }}'){% endif %}
        {{- ' or' if not loop.last }}
        {%- endfor %}
      )
    order by 2, 3, 7
  {%- endcall -%}
  {{ return(load_result('catalog').table) }}
{%- endmacro %}
