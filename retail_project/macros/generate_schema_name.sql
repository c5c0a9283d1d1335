{#- Layers are named for what they hold, so a schema is used as it is written and never gets the
    target's own name in front. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
