{% materialization table, default %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {% call statement('main') %}create table {{ target_relation }} as select *, 'package table' as mark from ({{ sql }}) as q{% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
{% materialization view, adapter='postgres' %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {% call statement('main') %}create table {{ target_relation }} as select *, 'package view' as mark from ({{ sql }}) as q{% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
{% materialization incremental, default %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {% call statement('main') %}create table {{ target_relation }} as select *, 'package incremental' as mark from ({{ sql }}) as q{% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
