{% test is_small(model, column_name, limit_to=10) %}
select {{ column_name }} from {{ model }} where {{ column_name }} > {{ limit_to }}
{% endtest %}
