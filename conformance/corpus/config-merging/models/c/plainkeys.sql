{{ config({'materialized': 'table', 'tags': 'dict_call', 'meta': {'x': var('a_var')}}) }}
select 5 as id
