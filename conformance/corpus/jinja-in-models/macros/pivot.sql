{# Writes a column for each value. #}
{% macro pivot(column, values, agg='sum', then_value=1) -%}
  {%- for value in values %}
  {{ agg }}(case when {{ column }} = '{{ value }}' then {{ then_value }} end) as {{ value | lower | replace(' ', '_') }}
  {%- if not loop.last %},{% endif -%}
  {%- endfor -%}
{%- endmacro %}

{% macro wrapped() %}(
  {{- caller('inside') -}}
){% endmacro %}

{% macro any_number_of() %}{{ varargs | join('+') }} {{ kwargs | dictsort }}{% endmacro %}

{% macro returns_list() %}{{ return(['a', 'b', 3]) }}{% endmacro %}

{% macro recursive(n) %}{% if n > 0 %}{{ n }}{{ recursive(n - 1) }}{% endif %}{% endmacro %}
