{{ config(
    indexes=[{'columns': ['member'], 'unique': true}],
    pre_hook="set local work_mem = '16MB'",
    post_hook='grant select on {{ this }} to public',
) }}

select
    member,
    count(*) as loan_count,
    count(*) filter (where returned_at is null) as books_out,
    max(updated_at) as updated_at
from {{ ref('loans') }}
group by member
