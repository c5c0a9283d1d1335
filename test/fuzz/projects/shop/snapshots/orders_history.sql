{%- snapshot orders_history -%}
{{ config(
    schema='history', unique_key='order_id', strategy='timestamp', updated_at='ordered_at',
    dbt_valid_to_current="'9999-12-31'::timestamp",
    snapshot_meta_column_names={'dbt_valid_from': 'valid_from', 'dbt_valid_to': 'valid_to'}
) }}
select * from {{ ref('stg_orders') }}
{%- endsnapshot -%}
