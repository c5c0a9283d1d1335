{% snapshot snap %}
{{ config(strategy='check', unique_key='id', check_cols=['name'], schema='snaps', tags='file') }}
select id, name from {{ ref('items') }}
{% endsnapshot %}
