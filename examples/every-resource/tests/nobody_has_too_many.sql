select loans.member, loans.branch, count(*) as books_out, branches."limit"
from {{ ref('loans') }} as loans
join {{ ref('branches') }} as branches using (branch)
where loans.returned_at is null
group by loans.member, loans.branch, branches."limit"
having count(*) > branches."limit"
