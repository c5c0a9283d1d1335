{% materialization incremental, default %}
  {%- set target_relation = this.incorporate(type='table') -%}
  {% call statement('main') %}create table {{ target_relation }} as select *, 'project' as mark from ({{ sql }}) as q{% endcall %}
  {% do adapter.commit() %}
  {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
