{#- Codes are typed by hand: '85123a ' and '85123A' are one product. -#}
{% macro clean_code(column) -%}
    upper(trim({{ column }}))
{%- endmacro %}
