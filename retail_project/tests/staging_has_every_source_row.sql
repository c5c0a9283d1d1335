-- One staging row per source row. Positions are unique in the source, so when none is missing and the
-- counts are equal, none was made up and none is there twice.

with missing as (

    select 'source row ' || raw.source_row || ' is missing' as problem
    from {{ source('retail', 'raw_online_retail') }} as raw
    where not exists (
        select 1
        from {{ ref('stg_online_retail') }} as staged
        where staged.source_row = raw.source_row
    )

),

counts as (

    select
        (select count(*) from {{ source('retail', 'raw_online_retail') }}) as raw_count,
        (select count(*) from {{ ref('stg_online_retail') }}) as staged_count

)

select problem
from missing

union all

select raw_count || ' rows in the source, ' || staged_count || ' in staging'
from counts
where raw_count <> staged_count
