{{ config(materialized='incremental', pre_hook=before_begin("{{ log_event('first of all') }}"), post_hook="{{ log_event('is incremental: ' ~ is_incremental()) }}") }}
select 1 as id
