import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { database, shop } = useWarehouse()
const role = (name: string) => `${name}_${suffix}`
const suffix = randomBytes(4).toString('hex')

beforeAll(async () => {
  await database().query(`create role ${role('ann')}; create role ${role('bob')}`)
})
afterAll(async () => {
  for (const name of ['ann', 'bob'].map(role))
    await database().query(`drop owned by ${name}; drop role ${name}`)
})

const rights = (relation: string) =>
  `select replace(grantee, '_${suffix}', ''), privilege_type from information_schema.role_table_grants
   where table_schema = current_schema() and table_name = '${relation}' and grantee <> current_user order by 1, 2`

test.each(['view', 'table', 'incremental', 'materialized_view'])(
  'grants of a %s follow the project',
  async (kind) => {
    const model = (grants: string) => ({
      'models/m.sql': `{{ config(materialized='${kind}', grants=${grants}) }} select 1 as id`,
    })
    const project = shop(model(`{'select': ['${role('ann')}', '${role('bob')}']}`))
    const acl = `select replace(coalesce(string_agg(grantee::regrole::text || ' ' || privilege_type, ', ' order by grantee::regrole::text, privilege_type), ''), '_${suffix}', '')
    from pg_class, aclexplode(relacl) where oid = 'm'::regclass and grantee <> relowner`
    await project.tdbt('run')
    expect(await project.rows(acl)).toEqual(['ann SELECT, bob SELECT'])
    await project.rows(`grant insert on m to ${role('bob')}`)
    project.write(model(`{'select': ['${role('ann')}']}`))
    await project.tdbt('run')
    expect(await project.rows(acl)).toEqual(['ann SELECT'])
  },
)

test('grants of a seed and of a snapshot', async () => {
  const grants = `{select: [${role('ann')}]}`
  const project = shop({
    'seeds/s.csv': 'id\n1\n',
    'seeds/s.yml': `seeds: [{name: s, config: {grants: ${grants}}}]`,
    'snapshots/h.sql':
      "{% snapshot h %}{{ config(target_schema=target.schema, unique_key='id', strategy='check', check_cols='all') }} select * from {{ ref('s') }}{% endsnapshot %}",
    'snapshots/h.yml': `snapshots: [{name: h, config: {grants: ${grants}}}]`,
  })
  for (let round = 0; round < 2; round++) {
    const { success } = await project.tdbt('build')
    expect(success).toBe(true)
    expect(await project.rows(rights('s'))).toEqual(['ann|SELECT'])
    expect(await project.rows(rights('h'))).toEqual(['ann|SELECT'])
  }
})

test('indexes are made with the table, and anew with a new one', async () => {
  const project = shop({
    'models/m.sql':
      "{{ config(materialized='table', indexes=[{'columns': ['id'], 'unique': true}, {'columns': ['name', 'id'], 'type': 'btree'}, {'columns': ['name'], 'type': 'hash'}]) }} select 1 as id, 'a' as name",
  })
  const indexes = `select regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON \\S+', 'INDEX ON') from pg_index
    where indrelid = 'm'::regclass order by 1`
  for (let round = 0; round < 2; round++) {
    await project.tdbt('run')
    expect(await project.rows(indexes)).toEqual([
      'CREATE INDEX ON USING btree (name, id)',
      'CREATE INDEX ON USING hash (name)',
      'CREATE UNIQUE INDEX ON USING btree (id)',
    ])
  }
})

test('descriptions become comments, whatever they hold; a column that is not there is told', async () => {
  const project = shop({
    'dbt_project.yml':
      'name: shop\nprofile: shop\nmodels: {+persist_docs: {relation: true, columns: true}}\n',
    'models/t.sql': `{{ config(materialized='table') }} select 1 as id, 2 as "Mixed"`,
    'models/v.sql': "select id from {{ ref('t') }}",
    'models/m.yml': `models:
  - name: t
    description: "it's $$ a \\"table\\"\\nof two lines"
    columns: [{name: id, description: the key}, {name: Mixed, quote: true, description: of letters}, {name: gone, description: nowhere}]
  - {name: v, description: a view}
`,
  })
  const { warnings } = await project.tdbt('run')
  expect(warnings).toEqual([
    `In relation "${database().target.database}"."${project.schema}"."t": The following columns are specified in the schema but are not present in the database: gone`,
  ])
  expect(
    await project.rows(
      "select obj_description('t'::regclass), col_description('t'::regclass, 1), col_description('t'::regclass, 2), obj_description('v'::regclass)",
    ),
  ).toEqual(['it\'s $$ a "table"\nof two lines|the key|of letters|a view'])
})

test('an unlogged table', async () => {
  const project = shop({ 'models/m.sql': "{{ config(materialized='table', unlogged=true) }} select 1 as id" })
  await project.tdbt('run')
  expect(await project.rows("select relpersistence::text from pg_class where oid = 'm'::regclass")).toEqual([
    'u',
  ])
})
