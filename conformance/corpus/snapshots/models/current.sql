select id, city from {{ ref('by_timestamp') }} where dbt_valid_to is null
