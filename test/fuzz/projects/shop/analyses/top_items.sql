select id, sum(quantity) from {{ ref('fct_orders') }} group by 1 order by 2 desc limit {{ var('top', 10) }}
