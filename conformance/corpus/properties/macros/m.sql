{% macro m1(a, b=1, c='x') %}{{ a }}{% endmacro %}
{% macro m2() %}{% endmacro %}
{% test my_test(model, column_name=none, extra=1) %}select 1 from {{ model }} where {{ extra }} = 2{% endtest %}
