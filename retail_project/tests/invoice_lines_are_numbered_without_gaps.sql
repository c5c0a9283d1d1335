select
    invoice_no,
    count(*) as line_count,
    min(line_number) as first_line,
    max(line_number) as last_line
from {{ ref('fact_transactions') }}
group by invoice_no
having min(line_number) <> 1
    or max(line_number) <> count(*)
