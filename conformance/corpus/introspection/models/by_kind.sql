-- depends_on: {{ ref('kinds') }}
{% set found = kinds(ref('kinds')) %}
select {% for kind in found %}sum(case when kind = '{{ kind }}' then amount end) as "{{ kind }}"{{ ',' if not loop.last }}{% endfor %}
from {{ ref('kinds') }}
