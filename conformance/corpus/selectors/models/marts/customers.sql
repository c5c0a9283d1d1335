{{ config(group='finance', access='private') }}
select id, name from {{ ref('stg_customers') }}
