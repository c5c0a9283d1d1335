select
    loan_id,
    isbn,
    member,
    branch,
    borrowed_at,
    returned_at,
    {{ days_between('borrowed_at', "coalesce(returned_at, date '" ~ var('today') ~ "')") }} as days_out,
    updated_at
from {{ source('desk', 'loans') }}
