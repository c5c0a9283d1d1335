-- depends_on: {{ ref('base') }} {{ ref('wider') }}
{{ show('type', adapter.type()) -}}
{{ show('quote', adapter.quote('a b') ~ adapter.quote('C')) -}}
{{ show('quote_as_configured', adapter.quote_as_configured('x', 'identifier') ~ adapter.quote_as_configured('x', 'schema') ~ adapter.quote_as_configured('x', 'database')) -}}
{{ show('quote_seed_column', [adapter.quote_seed_column('x', none), adapter.quote_seed_column('x', true), adapter.quote_seed_column('x', false)]) -}}
{{ show('parse_index', adapter.parse_index({'columns': ['id'], 'unique': true}).columns) -}}
{{ show('parse_index type', adapter.parse_index({'columns': ['id']}).type) -}}
{{ show('parse_index unique', adapter.parse_index({'columns': ['id']}).unique) -}}
{{ show('parse_index none', adapter.parse_index(none)) -}}
{{ show('verify_database', adapter.verify_database(target.database)) -}}
{{ show('verify_database quoted', adapter.verify_database('"' ~ target.database ~ '"')) -}}
{{ show('grants', adapter.standardize_grants_dict([{'grantee': 'a', 'privilege_type': 'select'}, {'grantee': 'b', 'privilege_type': 'select'}, {'grantee': 'b', 'privilege_type': 'insert'}])) -}}
{{ show('hard deletes', [adapter.get_hard_deletes_behavior({}), adapter.get_hard_deletes_behavior({'hard_deletes': 'new_record'}), adapter.get_hard_deletes_behavior({'invalidate_hard_deletes': true})]) -}}
{{ show('behavior', adapter.behavior.enable_truthy_nulls_equals_macro.no_warn) -}}
{{ show('check_schema_exists', [adapter.check_schema_exists(target.database, 'other'), adapter.check_schema_exists(target.database, 'none')]) -}}
{{ show('get_relation', adapter.get_relation(target.database, 'other', 'things')) -}}
{{ show('get_relation type', adapter.get_relation(target.database, 'other', 'seen').type ~ '' if execute else '') -}}
{{ show('get_relation none', adapter.get_relation(target.database, 'other', 'nothing')) -}}
{{ show('get_relation keywords', adapter.get_relation(database=target.database, schema='other', identifier='seen')) -}}
{{ show('load_relation', load_relation(ref('base')) if execute else '') -}}
{{ show('already_exists', adapter.already_exists('other', 'things')) -}}
{{ show('get_columns_in_relation', adapter.get_columns_in_relation(ref('base')) | map(attribute='name') | list) -}}
{{ show('get_columns_in_table', adapter.get_columns_in_table('other', 'things') | map(attribute='data_type') | list) -}}
{{ show('get_columns_in_relation other', adapter.get_columns_in_relation(api.Relation.create(database=target.database, schema='other', identifier='things'))) -}}
{{ show('get_columns_in_relation none', adapter.get_columns_in_relation(api.Relation.create(database=target.database, schema='other', identifier='nope'))) -}}
{{ show('get_missing_columns', adapter.get_missing_columns(ref('wider'), ref('base')) | map(attribute='name') | list) -}}
{% set executed = adapter.execute('select 1 as a, 2 as b', fetch=true) %}
{{ show('execute', executed | length) -}}
{{ show('execute response', executed[0] | string) -}}
{{ show('execute table', executed[1].column_names) -}}
{{ show('execute without', adapter.execute('select 1')[1].column_names) -}}
{{ show('get_or_create_relation', get_or_create_relation(target.database, 'other', 'newer', 'table')) -}}
{{ show('nothing', adapter.nothing is defined) -}}
{{ show('Relation', adapter.Relation.create(schema='s', identifier='i')) -}}
{{ show('dispatch', adapter.dispatch('current_timestamp', 'dbt')()) -}}
{{ show('list_schemas', ('other' in (run_query('select nspname from pg_namespace').columns[0].values() if execute else ['other']))) -}}
{{ show('list_schemas macro', ('other' in (list_schemas(target.database).columns[0].values() if execute else ['other']))) -}}
{{ show('check_schema macro', check_schema_exists(information_schema=this.information_schema(), schema='other').columns[0].values() if execute else '') -}}
{{ show('information_schema_name', information_schema_name(target.database)) -}}
select 1 as id
