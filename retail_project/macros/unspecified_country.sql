{#- The source's own word for a country that it does not know. -#}
{% macro unspecified_country() -%}
    'Unspecified'
{%- endmacro %}
