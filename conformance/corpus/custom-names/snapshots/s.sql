{% snapshot s %}
{{ config(strategy='check', check_cols='all', unique_key='letter', schema='snaps', alias='letters_kept') }}
select * from {{ ref('letters') }}
{% endsnapshot %}
