{% snapshot items_history %}
{{ config(target_schema=target.schema, strategy='check', check_cols=['name', 'price', 'batch'], hard_deletes='invalidate') }}
select * from {{ ref('stg_items') }}
{% endsnapshot %}
