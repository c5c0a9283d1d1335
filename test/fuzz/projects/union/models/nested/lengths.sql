{%- set query -%}
select distinct batch from {{ ref('words') }} order by 1
{%- endset -%}
{%- set batches = dbt_utils_like(query) -%}
{% call statement('heaviest', fetch_result=true) %}
select max(weight) as weight from {{ ref('words') }}
{% endcall %}
select batch, id, length(name) as length,
    {% for batch in batches %}{{ batch }} as batch_{{ loop.index0 }},{% endfor %}
    {% if execute %}{{ load_result('heaviest')['data'][0][0] }}{% else %}0{% endif %} as heaviest
from {{ ref('all_words') }}
