{{ config(materialized='table') }}
select 1 as id, 'abcdefgh'::varchar(8) as name, now()::date as day
