{% test long_enough(model, column_name, least) %}select 1 from {{ model }} where length({{ column_name }}) < {{ least }}{% endtest %}
