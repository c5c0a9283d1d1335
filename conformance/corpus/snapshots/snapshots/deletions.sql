{% snapshot deletions %}
{{ config(strategy='timestamp', unique_key='id', updated_at='updated_at', hard_deletes='new_record', snapshot_meta_column_names={'dbt_valid_from': 'valid_from', 'dbt_valid_to': 'valid_to'}, dbt_valid_to_current="'9999-12-31'::timestamp") }}
select * from {{ ref('customers_now') }}
{% endsnapshot %}
