{{ config(materialized='counted_table', post_hook="comment on table {{ this }} is 'counted'") }}
select * from generate_series(1, 3) as g (i)
