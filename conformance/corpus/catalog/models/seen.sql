select id, array[id] as ids from {{ ref('told') }}
