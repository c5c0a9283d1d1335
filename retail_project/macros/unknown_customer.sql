{#- The customer that lines without a customer id belong to. -#}
{% macro unknown_customer() -%}
    'unknown'
{%- endmacro %}
