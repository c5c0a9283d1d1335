{% snapshot hooked_snapshot %}
{{ config(strategy='check', check_cols='all', unique_key='id', target_schema='conformance', post_hook="{{ log_event('snapshot') }}") }}
select id from {{ ref('hooked') }}
{% endsnapshot %}
