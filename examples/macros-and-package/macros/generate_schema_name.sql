{# dbt's own puts the target's schema before a model's: `public_reporting`. Here `+schema: reporting` means just that. #}
{% macro generate_schema_name(custom_schema_name, node) %}
    {{- (custom_schema_name or target.schema) | trim -}}
{% endmacro %}
