{{ config(materialized='view') }}

select loan_id, member, branch, isbn, days_out
from {{ ref('stg_loans') }}
where returned_at is null
  and days_out > {{ var('longest_loan') }}
