{{ config(tags='file', severity='error', meta={'kind': 'file'}) }}
select 1 as id where false
