{{ config(materialized='incremental', grants={'select': ['conformance_reader'], 'insert': 'conformance_writer'}, unique_key='id') }}
select 1 as id
