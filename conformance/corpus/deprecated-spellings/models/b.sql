{{ config(alias='b_view') }} select 1 as id
