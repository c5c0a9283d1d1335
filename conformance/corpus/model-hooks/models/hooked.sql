{{ config(materialized='table',
  pre_hook=["{{ log_event('before') }}", {'sql': "{{ log_event('before outside') }}", 'transaction': False}],
  post_hook=["{{ log_event('after') }}", after_commit("{{ log_event('after commit') }}"), "create index on {{ this }} (id)", '']) }}
select 1 as id, (select count(*) from conformance.events where model = 'hooked') as seen
