{% macro note_end(results) %}
  {% if execute %}
  {% for result in results %}
  insert into {{ target.schema }}.notes values ('{{ result.node.unique_id }} {{ result.status }} {{ result.failures }}');
  {% endfor %}
  {% endif %}
{% endmacro %}
