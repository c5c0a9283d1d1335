{% snapshot people_block %}
  {{ config(unique_key='id') }}
  select * from {{ ref('people_history') }}
{% endsnapshot %}
