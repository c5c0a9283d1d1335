select 1::bigint as id, 1 as customer_id, 2.5::numeric(10, 2) as amount
