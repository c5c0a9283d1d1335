{% snapshot off_snapshot %}
{{ config(enabled=false, strategy='check', unique_key='id', check_cols='all') }}
select * from {{ ref('kept') }}
{% endsnapshot %}
