{{ config(alias='With Space', quoting={'identifier': true}) }}
select * from {{ ref('in_schema') }}
