{{ config(materialized='incremental', unique_key='day', tags='report') }}
select batch, day, station, degrees from (
    select *, row_number() over (partition by day order by degrees desc nulls last, station) as place from {{ ref('daily') }}
) as ranked
where place = 1
