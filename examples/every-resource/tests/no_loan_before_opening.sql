-- A branch that was not open yet has lent nothing. Up to two such loans are a slip of the pen.
{{ config(severity='error', warn_if='> 0', error_if='> 2') }}

select loans.loan_id, loans.branch, loans.borrowed_at, branches.opened_on
from {{ ref('loans') }} as loans
join {{ ref('branches') }} as branches using (branch)
where loans.borrowed_at < branches.opened_on
