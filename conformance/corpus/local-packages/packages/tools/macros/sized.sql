{% macro sized(x) %}{{ return(adapter.dispatch('sized', 'tools')(x)) }}{% endmacro %}
{% macro default__sized(x) %}{{ x }} * {{ var('size') }}{% endmacro %}
{% macro inner() %}'tools'{% endmacro %}
{% macro calls_inner() %}{{ inner() }}{% endmacro %}
{% test positive(model, column_name) %}select * from {{ model }} where {{ column_name }} <= 0{% endtest %}
