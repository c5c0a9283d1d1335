{{ config(materialized=var('kind')) }}
{% set widest = run_query("select max(half) as a, max(id) as b, sum(half) as c, 2.50 as d from raw.things") if execute else none %}
select
  '{{ kit.kit_version() }} {{ builtins.ref.config.project_name }} {{ builtins.ref.config.version }}' as versions,
  {{ kit.metric('sum', 'id') }} as total,
  {{ kit.metric('other', 'id') }} as number,
  {% if execute %}'{{ widest.columns | map(attribute='values') | list | length }} {% for cell in widest.rows[0] %}{{ cell }} {{ cell + 1 }},{% endfor %}'{% else %}''{% endif %} as cells,
  '{{ var('from_other') }} {{ var('counted_days') }} {{ var('in_list')[0] | length }} {{ var('number') + 1 }}' as vars,
  '{{ context['kit'].keys() | list | sort | join(' ') }}' as macros
from {{ source('raw', 'things') }}
