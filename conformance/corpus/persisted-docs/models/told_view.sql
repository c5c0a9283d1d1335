select id from {{ ref('told') }}
