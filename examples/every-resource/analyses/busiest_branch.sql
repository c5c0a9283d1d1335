-- Compiled, never run: paste target/compiled/library/analyses/busiest_branch.sql into psql.
select branch, sum(loan_count) as loan_count
from {{ ref('daily_loans') }}
group by branch
order by loan_count desc
