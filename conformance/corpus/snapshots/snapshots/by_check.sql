{% snapshot by_check %}
{{ config(strategy='check', unique_key='id', check_cols=['city']) }}
select * from {{ ref('customers_now') }}
{% endsnapshot %}

{% snapshot by_check_all %}
{{ config(strategy='check', unique_key=['id', 'name'], check_cols='all', hard_deletes='invalidate') }}
select id, name, city from {{ ref('customers_now') }}
{% endsnapshot %}
