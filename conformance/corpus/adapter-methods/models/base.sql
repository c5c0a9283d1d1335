{{ config(materialized='table') }}
select 1 as id, 'abc'::varchar(5) as name, 1.5::numeric(6, 2) as amount
