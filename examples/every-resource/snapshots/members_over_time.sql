{% snapshot members_over_time %}
{{ config(unique_key='member', strategy='timestamp', updated_at='updated_at') }}

select * from {{ ref('members') }}

{% endsnapshot %}
