{% macro kinds(relation) %}
  {% set query %}select distinct kind from {{ relation }} order by 1{% endset %}
  {% if execute %}
    {% do return(run_query(query).columns[0].values()) %}
  {% else %}
    {% do return([]) %}
  {% endif %}
{% endmacro %}
