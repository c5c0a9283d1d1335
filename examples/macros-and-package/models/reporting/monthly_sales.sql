{% call(first_of) with_total('month', 'amount') %}
    select {{ first_of('ordered_on') }} as month, amount
    from {{ ref('sales') }}
{% endcall %}
