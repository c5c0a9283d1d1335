{{ config(materialized='incremental') }}
select {{ var('n', 1) }} as n, '{{ should_full_refresh() }}' as asked, '{{ is_incremental() }}' as incremental
