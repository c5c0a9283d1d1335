{% macro postgres__current_timestamp() %}timestamp '2001-01-01'{% endmacro %}
{% macro default__test_not_null(model, column_name) %}select 'own' as who from {{ model }} where {{ column_name }} is null{% endmacro %}
{% macro get_where_subquery(relation) %}{{ relation }}{% endmacro %}
{% macro postgres__dateadd(datepart, interval, from_date_or_timestamp) %}own_dateadd({{ interval }}){% endmacro %}
{% macro type_string() %}varchar(7){% endmacro %}
{% macro my_thing() %}{{ return(adapter.dispatch('my_thing')()) }}{% endmacro %}
{% macro default__my_thing() %}'default'{% endmacro %}
{% macro postgres__my_thing() %}'postgres'{% endmacro %}
{% macro ref(name) %}{{ return(builtins.ref(name)) }}{% endmacro %}
{% macro source(a, b) %}{% do return(builtins.source(a, b).include(database=false)) %}{% endmacro %}
{% macro postgres__get_limit_sql(sql, limit) %}{{ sql }}{% endmacro %}
