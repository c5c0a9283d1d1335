{% set query %}
select * from (values
  (1, 'a', 1.5, 1.50::numeric(6, 2), true, null::int, 2.0::float8, 10::bigint, '{"k": 1}'::json, 3::numeric),
  (2, 'b', 2.5, 2.00, false, null, 2.25, 9007199254740993, '[1]', 4),
  (null, null, null, null, null, null, null, null, null, null)
) as v (an_int, "A text", a_decimal, a_numeric, a_boolean, nothing, a_float, a_bigint, a_json, a_whole)
{% endset %}
{% set table = run_query(query) %}
{% if execute %}
{{ show('column_names', table.column_names) -}}
{{ show('rows', table.rows | length) -}}
{{ show('len', table | length) -}}
{{ show('columns', table.columns | length) -}}
{{ show('first values', table.columns[0].values()) -}}
{{ show('by name', table.columns['A text'].values()) -}}
{{ show('attribute', table.columns.an_int.values() if table.columns.an_int is defined else 'undefined') -}}
{{ show('name', table.columns[1].name) -}}
{{ show('last', table.columns[-1].name) -}}
{{ show('keys', table.columns.keys()) -}}
{{ show('distinct', table.columns[0].values_distinct() | length) -}}
{{ show('without nulls', table.columns[0].values_without_nulls()) -}}
{% for name, column in table.columns.items() -%}
{{ show(name, column.values()) -}}
{{ show(name ~ ' each', column[0] ~ '; ' ~ column[1] ~ '; ' ~ column[2]) -}}
{% endfor -%}
{% for row in table.rows -%}
{{ show('row', [row[0], row['A text'], row.an_int, row.a_decimal]) -}}
{{ show('row values', row.values()) -}}
{{ show('row keys', row.keys()) -}}
{{ show('row get', [row.get('an_int'), row.get('none'), row.get('none', 3)]) -}}
{{ show('row length', row | length) -}}
{{ show('row slice', row[0:2]) -}}
{{ show('row list', row | list) -}}
{{ show('row contains', 'a' in row) -}}
{% endfor -%}
{% for row in table -%}
{{ show('iterated', row['A text']) -}}
{% endfor -%}
{% for a, b in run_query('select 1 as x, 2 as y union all select 3, 4 order by 1') -%}
{{ show('unpacked', a ~ b) -}}
{% endfor -%}
{{ show('row by index', table.rows[1][1]) -}}
{{ show('first', (table.rows | first)[0]) -}}
{{ show('map', table.rows | map(attribute='A text') | list) -}}
{{ show('map column', table.columns[0] | list) -}}
{{ show('sum', table.columns[0].values_without_nulls() | sum) -}}
{{ show('rename', table.rename(column_names={'an_int': 'renamed'}).column_names) -}}
{{ show('rename list', table.select(['an_int', 'A text']).rename(['x', 'y']).column_names) -}}
{{ show('select', table.select(['A text']).columns[0].values()) -}}
{{ show('exclude', table.exclude(['A text']).column_names | length) -}}
{{ show('limit', table.limit(1).rows | length) -}}
{{ show('order_by', table.order_by('an_int', reverse=true).columns[0].values()) -}}
{{ show('none', run_query('select 1 as a where false').rows | length) -}}
{{ show('none values', run_query('select 1 as a where false').columns[0].values()) -}}
{{ show('duplicate names', run_query('select 1 as a, 2 as a').column_names) -}}
{{ show('no name', run_query('select 1, 2').column_names) -}}
{{ show('texts like numbers', run_query("select '1' as a, '007' as b, 'true' as c, '2024-01-02' as d, '' as e").rows[0].values()) -}}
{{ show('types', [table.columns[0].values()[0] + 1, table.columns[3].values()[0] * 2]) -}}
{% call statement('named', fetch_result=true) %}select 5 as five, 'x' as ex{% endcall %}
{% set result = load_result('named') %}
{{ show('data', result['data']) -}}
{{ show('table', result['table'].columns[1].values()) -}}
{{ show('response', result['response'] | string) -}}
{{ show('response parts', result.response.code ~ ' ' ~ result.response.rows_affected ~ ' ' ~ result.response._message) -}}
{{ show('no result', load_result('never')) -}}
{{ show('get_single_value', run_query('select max(n) from generate_series(1, 3) n').columns[0][0]) -}}
{% endif %}
select 1 as id
