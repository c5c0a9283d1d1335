{#- Text without blanks around it; what is blank altogether is missing. -#}
{% macro clean_text(column) -%}
    nullif(trim({{ column }}), '')
{%- endmacro %}
