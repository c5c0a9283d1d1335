{% snapshot by_timestamp %}
{{ config(strategy='timestamp', unique_key='id', updated_at='updated_at', target_schema='history') }}
select * from {{ ref('customers_now') }}
{% endsnapshot %}
