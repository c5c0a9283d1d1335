{{ config(alias='MixedCase') }}
select * from {{ ref('quoted') }}
