{#
    An amount in the currency of `var('reporting_currency')`; null where its own currency is not known. Write columns with
    their table's name, `orders.currency`.
#}
{% macro in_reporting_currency(amount, currency) %}
    {%- set rates = ref('money', 'exchange_rates') -%}
    {{ money.rounded(amount ~ ' * (select rate from ' ~ rates ~ ' as rates where rates.currency = ' ~ currency ~ ')') }}
{%- endmacro %}


{# `default__rounded` of the project that uses this package, or `postgres__rounded` below. #}
{% macro rounded(amount) %}
    {{- return(adapter.dispatch('rounded', 'money')(amount)) -}}
{% endmacro %}


{% macro postgres__rounded(amount) %}round({{ amount }}, 2){% endmacro %}
