{{ config(materialized='table', alias='Told As') }} select 1 as id, cast('a' as varchar(20)) as name
