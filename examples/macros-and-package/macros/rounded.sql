{# The package asks for a macro `rounded` by `adapter.dispatch`, and a project's own is found before the package's. #}
{% macro default__rounded(amount) %}round({{ amount }}){% endmacro %}
