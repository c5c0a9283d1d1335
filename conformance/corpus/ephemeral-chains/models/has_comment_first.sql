-- with a comment before it
{{ config(materialized='table') }}
with withdrawals as (select id from {{ ref('second') }})
select * from withdrawals
