select * from {{ source('shop', 'Odd') }}
union all select id from {{ source('raw', 'orders') }}
