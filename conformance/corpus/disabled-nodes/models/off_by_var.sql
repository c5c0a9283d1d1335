{{ config(enabled=var('wanted', false)) }}
select * from {{ ref('kept') }}
