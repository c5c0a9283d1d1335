{% macro stroke(colour) %}'stroke of {{ colour }}'{% endmacro %}
