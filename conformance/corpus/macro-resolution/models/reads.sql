{{ config(alias='reads_it') }}
select id from {{ ref('plain') }} union all select id from {{ ref('tools', 'of_tools') }} union all select id from {{ source('src', 'plain_aliased') }}
-- {{ builtins.ref('plain') }}
