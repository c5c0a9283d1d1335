{{ config(tags='one', meta={'owner': 'file', 'more': true}) }}
{{ config(tags=['two', 'one'], meta={'again': 1}, pre_hook="select 'file 1'", grants={'select': ['public']}) }}
{% do config(materialized='view', pre_hook=["select 'file 2'", {'sql': "select 'file 3'", 'transaction': false}]) %}
select 2 as id, '{{ config.get('materialized', 'none') }}' as m
