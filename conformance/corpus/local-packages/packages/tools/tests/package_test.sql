select * from {{ ref('of_package') }} where n < 0
