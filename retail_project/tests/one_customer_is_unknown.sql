select count(*) as unknown_count
from {{ ref('dim_customer') }}
where is_unknown
having count(*) <> 1
