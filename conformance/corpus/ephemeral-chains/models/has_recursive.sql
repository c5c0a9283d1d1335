/* counting */
with recursive n (i) as (
  select id from {{ ref('first') }}
  union all
  select i + 1 from n where i < 3
)
select i from n
