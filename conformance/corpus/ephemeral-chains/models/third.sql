{{ config(materialized='ephemeral', alias='other_name') }}
select a.id from {{ ref('second') }} a join {{ ref('first') }} b using (id)
