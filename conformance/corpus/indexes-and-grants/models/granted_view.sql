{{ config(grants={'+select': ['conformance_writer']}) }}
select 1 as id
