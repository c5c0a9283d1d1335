-- One staging row per source row: none lost, none made up, none twice.

with raw as (

    select
        source_row,
        count(*) as row_count
    from {{ source('retail', 'raw_online_retail') }}
    group by source_row

),

staged as (

    select
        source_row,
        count(*) as row_count
    from {{ ref('stg_online_retail') }}
    group by source_row

)

select
    coalesce(raw.source_row, staged.source_row) as source_row,
    raw.row_count as raw_count,
    staged.row_count as staged_count
from raw
full outer join staged
    on staged.source_row = raw.source_row
where raw.row_count is distinct from staged.row_count
