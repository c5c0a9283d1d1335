{{ config(schema='extra', alias='shown_as') }}
select * from {{ ref('plain') }}
