{{ config(schema='first', tags=['x']) }}
select 1 as id
