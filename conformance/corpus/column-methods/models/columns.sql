-- depends_on: {{ ref('typed') }}
{% set columns = [
  api.Column('Name', 'text'), api.Column('n', 'character varying', 12), api.Column('c', 'varchar'), api.Column(column='d', dtype='numeric', numeric_precision=10, numeric_scale=2),
  api.Column('i', 'int4'), api.Column('f', 'float8'), api.Column('t', 'TEXT'), api.Column.create('s', 'string'), api.Column.create('b', 'bigint'), api.Column('u', 'uuid')
] %}
{% for column in columns + (adapter.get_columns_in_relation(ref('typed')) if execute else []) %}
{{ show('itself', column) -}}
{{ show('names', column.name ~ ' ' ~ column.column ~ ' ' ~ column.quoted) -}}
{{ show('dtype', column.dtype) -}}
{{ show('data_type', column.data_type) -}}
{% if loop.index <= columns | length %}{{ show('expanded_data_type', column.expanded_data_type) -}}{% endif %}
{{ show('sizes', column.char_size ~ ' ' ~ column.numeric_precision ~ ' ' ~ column.numeric_scale) -}}
{{ show('is', [column.is_string(), column.is_number(), column.is_float(), column.is_integer(), column.is_numeric()]) -}}
{{ show('string_size', column.string_size() if column.is_string() else none) -}}
{{ show('can_expand_to', column.can_expand_to(columns[0]) ~ columns[0].can_expand_to(column) ~ columns[1].can_expand_to(column)) -}}
{{ show('literal', column.literal('1')) -}}
{{ show('types', column.string_type(9) ~ ' ' ~ column.numeric_type('decimal', 3, 1) ~ ' ' ~ column.numeric_type('decimal', none, none) ~ ' ' ~ column.translate_type('string')) -}}
{{ show('equal', column == columns[0]) -}}
{{ show('in', column in columns) -}}
{{ show('kind', [column is mapping, column is string, column is iterable]) -}}
{{ show('nothing', column.nothing is defined) -}}
{% endfor %}
{{ show('translate', [api.Column.translate_type('string'), api.Column.translate_type('STRING'), api.Column.translate_type('timestamp'), api.Column.translate_type('integer')]) -}}
{{ show('string_type', api.Column.string_type(12)) -}}
{{ show('numeric_type', [api.Column.numeric_type('numeric', 3, 1), api.Column.numeric_type('numeric', 3, none)]) -}}
{{ show('from_description', [api.Column.from_description('a', 'varchar(12)'), api.Column.from_description('b', 'numeric(3,1)'), api.Column.from_description('c', 'text')]) -}}
{{ show('data_type of a description', api.Column.from_description('b', 'numeric(3,1)').data_type) -}}
{{ show('column is the class', column.translate_type('string')) -}}
{{ show('labels', api.Column.TYPE_LABELS) -}}
{{ show('of a query', adapter.get_column_schema_from_query('select 1 as a, now() as b, 1.5::numeric(4,1) as c, null as d, array[1] as e') if execute else '') -}}
{{ show('macro', get_columns_in_query('select 1 as a, 2 as "B c"') if execute else '') -}}
{{ show('names', columns | map(attribute='name') | join(',')) -}}
select 1 as id
