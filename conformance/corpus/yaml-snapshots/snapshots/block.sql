{% snapshot people_block %}
  {{ config(unique_key='id') }}
  select id, name from {{ ref('people_history') }}
{% endsnapshot %}
