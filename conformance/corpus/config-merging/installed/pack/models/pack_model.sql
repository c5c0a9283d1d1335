{% if true %}{{ config(schema='in_file', tags='file', meta={'owner': 'file'}) }}{% endif %} select 1 as id
