{{ config(severity='warn', tags='nightly') }}
select * from {{ ref('orders') }} where amount < 0
