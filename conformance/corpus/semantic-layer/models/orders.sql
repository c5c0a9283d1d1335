select 1 as order_id, 1 as customer_id, 10 as amount, date '2026-01-01' as ordered_at, true as is_food
