{%- call statement('totals', fetch_result=True) -%}
  select sum(amount) as total, count(*) as n, max(amount) as biggest, null as nothing, now()::date > '2000-01-01' as recent, 1.50::numeric as price from {{ ref('kinds') }}
{%- endcall -%}
{%- set result = load_result('totals') -%}
{% if execute %}
select {{ result['data'][0][0] }} as total, {{ result['table'].rows[0]['n'] }} as n, '{{ result.table.column_names }}' as names,
  '{{ result.data }}' as data, '{{ result.table.rows[0].values() }}' as row_values
{% else %}
select 1 as total from {{ ref('kinds') }}
{% endif %}
