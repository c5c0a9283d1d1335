{% macro days_between(first, last) -%}
    ({{ last }})::date - ({{ first }})::date
{%- endmacro %}
