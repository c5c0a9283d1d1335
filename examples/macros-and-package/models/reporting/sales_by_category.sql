{% set categories = distinct_values(ref('order_lines'), 'category') %}

select
    date_trunc('month', ordered_on)::date as month,
    {%- for category in categories %}
    sum(amount) filter (where category = {{ dbt.string_literal(category) }}) as {{ column_name_of(category) }}
    {{- ',' if not loop.last }}
    {%- endfor %}
from {{ ref('sales') }}
group by 1
