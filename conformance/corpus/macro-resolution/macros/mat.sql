{% materialization marked, default %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {% call statement('main') %}
    drop table if exists {{ target_relation }};
    create table {{ target_relation }} as select *, 'marked' as mark from ({{ sql }}) as q
  {% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
{% materialization for_postgres, adapter='postgres' %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {% call statement('main') %}
    drop table if exists {{ target_relation }};
    create table {{ target_relation }} as select *, 'postgres' as mark from ({{ sql }}) as q
  {% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
{% materialization for_postgres, default %}
  {{ exceptions.raise_compiler_error('not this one') }}
{% endmaterialization %}
