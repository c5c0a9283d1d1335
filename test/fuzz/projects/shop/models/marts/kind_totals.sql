{{ config(alias='totals', grants={'select': ['public']}) }}
select max(i.batch) as batch, i.kind, sum(f.amount) as amount, count(*) as orders
from {{ ref('fct_orders') }} as f
join {{ ref('stg_items') }} as i on i.id = f.item_id
group by i.kind
having count(*) >= {{ var('minimum') - 1 }}
