{# A table that is built beside the old one starts with no grants. #}
{% macro postgres__copy_grants() %}{{ return(False) }}{% endmacro %}

{# From pg_class, since information_schema leaves materialized views out. #}
{% macro postgres__get_show_grant_sql(relation) -%}
  select grantee.rolname as grantee, acl.privilege_type
  from pg_class
  join pg_namespace on pg_namespace.oid = pg_class.relnamespace
  cross join lateral aclexplode(pg_class.relacl) as acl
  join pg_roles as grantee on grantee.oid = acl.grantee
  join pg_roles as grantor on grantor.oid = acl.grantor
  where pg_namespace.nspname = '{{ relation.schema }}'
    and pg_class.relname = '{{ relation.identifier }}'
    and grantor.rolname = current_role
    and grantee.rolname <> current_role
{%- endmacro %}
