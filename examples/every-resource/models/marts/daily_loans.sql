{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key='borrowed_on',
    tags=['nightly'],
) }}

select
    borrowed_at::date as borrowed_on,
    branch,
    count(*) as loan_count
from {{ ref('stg_loans') }}
{% if is_incremental() %}
-- The last day may not have been over: its rows are replaced.
where borrowed_at >= (select max(borrowed_on) from {{ this }})
{% endif %}
group by borrowed_at::date, branch
