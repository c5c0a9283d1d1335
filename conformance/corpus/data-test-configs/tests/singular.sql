{{ config(store_failures=true, alias='kept_failures', schema='failures') }}
select * from {{ ref('numbers') }} where id = 1
