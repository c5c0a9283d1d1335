{{ config(materialized='view', pack_config='pack', post_hook='select 1') }} select 1 as id from {{ ref('pack_model') }}
