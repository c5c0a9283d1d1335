{% snapshot books_over_time %}
{{ config(unique_key='isbn', strategy='check', check_cols=['title', 'section']) }}

select * from {{ ref('books') }}

{% endsnapshot %}
