{{ config(materialized='table', indexes=[{'columns': ['id'], 'unique': True}, {'columns': ['id', 'name'], 'type': 'btree'}, {'columns': ['name'], 'type': 'hash'}]) }}
select 1 as id, 'x' as name
