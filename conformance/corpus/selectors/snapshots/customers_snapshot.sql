{% snapshot customers_snapshot %}
{{ config(unique_key='id', strategy='check', check_cols='all', target_schema='conformance') }}
select * from {{ ref('stg_customers') }}
{% endsnapshot %}
