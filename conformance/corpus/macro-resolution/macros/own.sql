{% macro both() %}'root'{% endmacro %}
{% macro default__dispatched() %}'root default'{% endmacro %}
{% macro postgres__other_dispatched() %}'root postgres'{% endmacro %}
{% macro postgres__current_timestamp() %}'2020-01-01'::timestamp{% endmacro %}
{% macro type_string() %}varchar(77){% endmacro %}
{% macro ref() %}
  {%- set relation = builtins.ref(*varargs, **kwargs) -%}
  {%- do return(relation.include(database=false)) -%}
{% endmacro %}
{% macro source(a, b) %}{{ return(builtins.source(a, b).include(database=false)) }}{% endmacro %}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {%- if custom_schema_name is none -%}{{ target.schema }}{%- else -%}
    {{ target.schema }}_{{ custom_schema_name | trim }}_{{ node.resource_type }}
  {%- endif -%}
{%- endmacro %}
{% macro generate_alias_name(custom_alias_name=none, node=none) -%}
  {{ custom_alias_name or node.name }}{{ '_aliased' if node.name == 'plain' }}
{%- endmacro %}
{% macro counted(n) %}{% if n > 0 %}{{ n }},{{ counted(n - 1) }}{% endif %}{% endmacro %}
