{% set x = 1 %}
{% macro mm() %}1{% endmacro %}
{% endmacro %}
{# {% endif %} #}
