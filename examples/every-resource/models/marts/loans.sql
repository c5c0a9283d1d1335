{{ config(
    materialized='incremental',
    incremental_strategy='merge',
    unique_key='loan_id',
    merge_exclude_columns=['section_when_lent'],
    tags=['nightly'],
) }}

select
    loans.loan_id,
    loans.isbn,
    loans.member,
    loans.branch,
    loans.borrowed_at,
    loans.returned_at,
    loans.updated_at,
    coalesce(books.section, 'Unknown') as section_when_lent
from {{ ref('stg_loans') }} as loans
left join {{ ref('stg_books') }} as books using (isbn)
{% if is_incremental() %}
where loans.updated_at > (select max(updated_at) from {{ this }})
{% endif %}
