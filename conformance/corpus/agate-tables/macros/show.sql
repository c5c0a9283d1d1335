{% macro show(label, value) -%}
-- {{ label }}: {{ value }} | {{ value | string }} | {{ [value] }}
{% endmacro %}
