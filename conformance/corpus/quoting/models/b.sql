{{ config(quoting={'database': true, 'schema': true, 'identifier': true}) }}
select * from {{ ref('a') }}
