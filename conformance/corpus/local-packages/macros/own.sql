{% macro postgres__sized(x) %}{{ x }} * 100{% endmacro %}
{% macro inner() %}'root'{% endmacro %}
