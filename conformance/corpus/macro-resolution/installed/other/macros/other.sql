{% macro other_dispatched() %}{{ adapter.dispatch('other_dispatched', 'other')() }}{% endmacro %}
{% macro default__other_dispatched() %}'other'{% endmacro %}
{% macro postgres__other_dispatched() %}'other postgres'{% endmacro %}
