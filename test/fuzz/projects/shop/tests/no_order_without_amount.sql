{{ config(severity='error', tags=['singular'], store_failures=true, schema='failures') }}
select * from {{ ref('fct_orders') }} where amount is null
