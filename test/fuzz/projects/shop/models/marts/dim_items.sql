{% set kinds = var('kinds') %}
{%- set labels = var('labels') -%}
select
    batch,
    id,
    {% for kind in kinds -%}
    kind = '{{ kind }}' as is_{{ kind }}{{ "," if not loop.last }}
    {% endfor %},
    case {% for kind, label in labels.items() %} when kind = '{{ kind }}' then {{ dbt.string_literal(label) }}{% endfor %} end as label
from {{ ref('stg_items') }}
