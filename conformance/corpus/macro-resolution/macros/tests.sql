{% test both_small(model, column_name) %}
{{ test_is_small(model, column_name, 5) }}
union all
{{ tools.test_is_tiny(model, column_name) }}
{% endtest %}
{% macro default__test_not_null(model, column_name) %}
select {{ column_name }} as overridden from {{ model }} where {{ column_name }} is null
{% endmacro %}
{% test unique(model, column_name) %}
select {{ column_name }} as own_unique from {{ model }} group by 1 having count(*) > 1
{% endtest %}
