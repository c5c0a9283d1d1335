{% set r = ref('base') %}
{% set made = api.Relation.create(database='db', schema='sch', identifier='tab', type='table') %}
{% set bare = api.Relation.create(identifier='Bare', quote_policy={'identifier': false}) %}
{% set view = api.Relation.create('d', 's', 'v', 'view', include_policy={'database': false}) %}
{% for relation in [r, this, source('raw', 'base'), source('raw', 'quoted_table'), ref('short_lived'), made, bare, view] %}
{{ show('itself', relation) -}}
{{ show('database', relation.database) -}}
{{ show('schema', relation.schema) -}}
{{ show('identifier', relation.identifier) -}}
{{ show('table', relation.table) -}}
{{ show('name', relation.name) -}}
{{ show('type', relation.type ~ '') -}}
{{ show('is_table', relation.is_table) -}}
{{ show('is_view', relation.is_view) -}}
{{ show('is_cte', relation.is_cte) -}}
{{ show('is_materialized_view', relation.is_materialized_view) -}}
{{ show('is_pointer', relation.is_pointer) -}}
{{ show('is_function', relation.is_function) -}}
{{ show('can_be_renamed', relation.can_be_renamed) -}}
{{ show('can_be_replaced', relation.can_be_replaced) -}}
{{ show('dbt_created', relation.dbt_created) -}}
{{ show('limit', relation.limit) -}}
{{ show('require_alias', relation.require_alias) -}}
{{ show('event_time_filter', relation.event_time_filter) -}}
{{ show('quote_character', relation.quote_character) -}}
{{ show('path', relation.path.database ~ relation.path.schema ~ relation.path.identifier) -}}
{{ show('quote_policy', relation.quote_policy.database ~ relation.quote_policy.schema ~ relation.quote_policy.identifier) -}}
{{ show('include_policy', relation.include_policy.database ~ relation.include_policy.schema ~ relation.include_policy.identifier) -}}
{{ show('render', relation.render()) -}}
{{ show('render_limited', relation.render_limited()) -}}
{{ show('quoted', relation.quoted('x y')) -}}
{{ show('include', relation.include(database=false)) -}}
{{ show('include schema off', relation.include(schema=false, database=false)) -}}
{{ show('include none', relation.include(none, none, false)) -}}
{{ show('quote', relation.quote(identifier=false)) -}}
{{ show('quote all off', relation.quote(false, false, false)) -}}
{{ show('incorporate', relation.incorporate(path={'identifier': 'other'}, type='view')) -}}
{{ show('incorporate type', relation.incorporate(type='table').type ~ '') -}}
{{ show('incorporate none', relation.incorporate(path={'schema': none})) -}}
{{ show('incorporate limit', relation.incorporate(limit=3)) -}}
{{ show('incorporate policy', relation.incorporate(include_policy={'database': false})) -}}
{{ show('replace_path', relation.replace_path(identifier='zz')) -}}
{{ show('replace_path none', relation.replace_path(database=none)) -}}
{{ show('without_identifier', relation.without_identifier()) -}}
{{ show('without_identifier id', relation.without_identifier().identifier) -}}
{{ show('information_schema', relation.information_schema()) -}}
{{ show('information_schema view', relation.information_schema('tables')) -}}
{{ show('information_schema parts', relation.information_schema('tables').schema ~ relation.information_schema('tables').identifier ~ relation.information_schema('tables').type) -}}
{{ show('information_schema_only', relation.information_schema_only()) -}}
{{ show('add_ephemeral_prefix', relation.add_ephemeral_prefix('x')) -}}
{{ show('get metadata', relation.get('metadata')) -}}
{{ show('get metadata type', relation.get('metadata', {}).get('type', '')) -}}
{{ show('get schema', relation.get('schema')) -}}
{{ show('get nothing', relation.get('nothing')) -}}
{{ show('get default', relation.get('nothing', 'fallback')) -}}
{{ show('item', relation['identifier']) -}}
{{ show('item nothing', relation['nothing'] is defined) -}}
{{ show('attribute nothing', relation.nothing is defined) -}}
{{ show('mapping', relation is mapping) -}}
{{ show('string', relation is string) -}}
{{ show('truth', (relation and true) or false) -}}
{{ show('in dict', {relation: 1}[relation]) -}}
{{ show('in list', relation in [r, made]) -}}
{{ show('equal', relation == r) -}}
{{ show('equal text', relation == relation | string) -}}
{{ show('not equal', relation != r) -}}
{{ show('Table', relation.Table ~ relation.View ~ relation.CTE ~ relation.External ~ relation.MaterializedView ~ relation.PointerTable ~ relation.Function) -}}
{{ show('concatenated', 'x' ~ relation ~ 'y') -}}
{{ show('relation_max_name_length', relation.relation_max_name_length()) -}}
{{ show('scd_args', relation.scd_args('id', 'at')) -}}
{{ show('replace', relation.replace(type='view').type) -}}
{% endfor %}
{{ show('matches', made.matches(database='db', schema='sch', identifier='tab')) -}}
{{ show('matches some', made.matches(identifier='tab')) -}}
{{ show('matches other', made.matches(identifier='else')) -}}
{{ show('class Table', api.Relation.Table ~ api.Relation.View ~ api.Relation.CTE ~ api.Relation.External ~ api.Relation.MaterializedView ~ api.Relation.PointerTable ~ api.Relation.Function) -}}
{{ show('scd_args', api.Relation.scd_args(['a', 'b'], 'c')) -}}
{{ show('get_relation_type', api.Relation.get_relation_type.View ~ '') -}}
{{ show('get_default_quote_policy', api.Relation.get_default_quote_policy().schema) -}}
{{ show('get_default_include_policy', api.Relation.get_default_include_policy().schema) -}}
{{ show('prefix', api.Relation.add_ephemeral_prefix('x')) -}}
{{ show('limit', api.Relation.create(database='d', schema='s', identifier='t', limit=0)) -}}
{{ show('limit render', api.Relation.create(database='d', schema='s', identifier='t', limit=2).render()) -}}
{{ show('limit 2', api.Relation.create(database='d', schema='s', identifier='t', limit=2).render_limited()) -}}
{{ show('no alias', api.Relation.create(database='d', schema='s', identifier='t', limit=2, require_alias=false)) -}}
{{ show('empty', api.Relation.create()) -}}
{{ show('same kind', adapter.Relation.create(schema='s', identifier='t') == api.Relation.create(schema='s', identifier='t')) -}}
{{ show('same table, other type', api.Relation.create(schema='s', identifier='t', type='view') == api.Relation.create(schema='s', identifier='t')) -}}
{{ show('same table, other quoting', api.Relation.create(schema='s', identifier='t', quote_policy={'schema': false}) == api.Relation.create(schema='s', identifier='t')) -}}
{{ show('unique', [made, made, api.Relation.create('db', 'sch', 'tab', 'table')] | unique | list | length) -}}
select count(*) as number from {{ ref('base') }} union all select count(*) from {{ ref('short_lived') }}
