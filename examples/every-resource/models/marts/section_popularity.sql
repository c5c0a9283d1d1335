{{ config(materialized='materialized_view') }}

select section_when_lent as section, count(*) as loan_count
from {{ ref('loans') }}
group by section_when_lent
