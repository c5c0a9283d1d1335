import { describe, expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { database, shop } = useWarehouse()

const files = (tests: string) => ({
  'models/t.sql':
    "{{ config(materialized='table') }} select * from (values (1, 'a'), (2, 'b'), (2, null), (null, 'z')) t (id, name)",
  'models/other.sql': 'select 1 as id',
  'models/t.yml': `models:\n  - name: t\n    columns:\n      - name: id\n        data_tests:\n${tests.replace(/^/gm, '          ')}\n`,
})

async function results(tests: string, flags = {}) {
  const project = shop(files(tests))
  await project.tdbt('run')
  return { project, ...(await project.tdbt('test', flags)) }
}

const oneLine = (sql: string) => sql.replace(/\s+/g, ' ').trim()

test('the built-in tests: what they find, and the SQL of dbt but for its line breaks', async () => {
  const { project, success, nodes } = await results(`- unique
- not_null
- accepted_values: {name: values, arguments: {values: [1, 3], quote: false}}
- relationships: {name: keys, arguments: {to: ref('other'), field: id}}`)
  expect(success).toBe(false)
  expect(nodes).toEqual([
    'keys: fail Got 2 results, configured to fail if != 0',
    'not_null_t_id: fail Got 1 result, configured to fail if != 0',
    'unique_t_id: fail Got 1 result, configured to fail if != 0',
    'values: fail Got 1 result, configured to fail if != 0',
  ])
  const t = `"${database().target.database}"."${project.schema}"."t"`
  const compiled = (name: string) => oneLine(project.target(`compiled/shop/models/t.yml/${name}.sql`))
  expect(compiled('unique_t_id')).toBe(
    `select id as unique_field, count(*) as n_records from ${t} where id is not null group by id having count(*) > 1`,
  )
  expect(compiled('not_null_t_id')).toBe(`select id from ${t} where id is null`)
  expect(compiled('values')).toBe(
    `with all_values as ( select id as value_field, count(*) as n_records from ${t} group by id ) select * from all_values where value_field not in ( 1,3 )`,
  )
  expect(compiled('keys')).toBe(
    `with child as ( select id as from_field from ${t} where id is not null ), parent as ( select id as to_field from ${t.replace('"t"', '"other"')} ) select from_field from child left join parent on child.from_field = parent.to_field where parent.to_field is null`,
  )
  expect(oneLine(project.target('run/shop/models/t.yml/not_null_t_id.sql'))).toBe(
    `select count(*) as failures, count(*) != 0 as should_warn, count(*) != 0 as should_error from ( select id from ${t} where id is null ) dbt_internal_test`,
  )
})

test('severity, thresholds, where, limit and fail_calc', async () => {
  const { success, nodes } = await results(`- not_null: {name: as_warning, config: {severity: warn}}
- not_null: {name: below_both, config: {warn_if: '>1', error_if: '>2'}}
- unique: {name: between, config: {fail_calc: 'sum(n_records)', warn_if: '>1', error_if: '>2'}}
- unique: {name: above, config: {fail_calc: 'sum(n_records)', error_if: '>1'}}
- not_null: {name: only_some, config: {where: "name = 'a'"}}
- accepted_values: {name: limited, arguments: {values: [9], quote: false}, config: {limit: 1}}
- unique: {name: nothing_to_sum, config: {fail_calc: 'sum(n_records)', where: 'id is null'}}`)
  expect(success).toBe(false)
  expect(nodes).toEqual([
    'above: fail Got 2 results, configured to fail if >1',
    'as_warning: warn Got 1 result, configured to warn if != 0',
    'below_both: pass',
    'between: warn Got 2 results, configured to warn if >1',
    'limited: fail Got 1 result, configured to fail if != 0',
    'nothing_to_sum: error the test nothing_to_sum counts its failures by sum(n_records), which is null',
    'only_some: pass',
  ])
})

test('warnings become failures with --warn-error', async () => {
  const { success, nodes } = await results('- not_null: {config: {severity: warn}}', { warnError: true })
  expect(nodes).toEqual(['not_null_t_id: fail Got 1 result, configured to fail if != 0'])
  expect(success).toBe(false)
})

describe('stored failures', () => {
  test('as a table or a view in a schema of their own, again and again', async () => {
    const {
      project,
      nodes,
      results: all,
    } = await results(`- not_null: {name: as_table, config: {store_failures: true}}
- unique: {name: as_view, config: {store_failures_as: view}}
- unique: {name: not_stored, config: {store_failures: true, store_failures_as: ephemeral}}`)
    const lines = [
      'as_table: fail Got 1 result, configured to fail if != 0',
      'as_view: fail Got 1 result, configured to fail if != 0',
      'not_stored: fail Got 1 result, configured to fail if != 0',
    ]
    expect(nodes).toEqual(lines)
    const place = `"${database().target.database}"."${project.schema}_dbt_test__audit"`
    expect(Object.fromEntries(all.map(({ node, relationName }) => [node.name, relationName]))).toEqual({
      as_table: `${place}."as_table"`,
      as_view: `${place}."as_view"`,
      not_stored: null,
    })
    const stored = () =>
      project.rows(`select relname, relkind::text from pg_class
        where relnamespace = '${project.schema}_dbt_test__audit'::regnamespace and relkind in ('r', 'v') order by 1`)
    expect(await stored()).toEqual(['as_table|r', 'as_view|v'])
    expect(await project.rows(`select id, name from ${project.schema}_dbt_test__audit.as_table`)).toEqual([
      '|z',
    ])
    expect((await project.tdbt('test')).nodes).toEqual(lines)
    expect(await stored()).toEqual(['as_table|r', 'as_view|v'])
  })

  test('of all tests with --store-failures, but of those that say no', async () => {
    const { project } = await results('- not_null\n- unique: {config: {store_failures: false}}', {
      storeFailures: true,
    })
    expect(
      await project.rows(
        `select relname from pg_class where relnamespace = '${project.schema}_dbt_test__audit'::regnamespace and relkind = 'r'`,
      ),
    ).toEqual(['not_null_t_id'])
  })
})

test('singular tests, also ones that end in a comment, and one that fails to run', async () => {
  const project = shop({
    'models/m.sql': 'select 1 as id',
    'tests/ok.sql': "select id from {{ ref('m') }} where id > 1 -- never",
    'tests/bad.sql': "{{ config(severity='warn') }} select nope from {{ ref('m') }}",
  })
  await project.tdbt('run')
  const { nodes, results: all } = await project.tdbt('test')
  expect(nodes).toEqual(['bad: error column "nope" does not exist', 'ok: pass'])
  expect(all.find(({ node }) => node.name === 'bad')?.error?.place).toEqual({
    file: 'tests/bad.sql',
    line: 1,
    column: 38,
    endLine: 1,
    endColumn: 42,
  })
})

test('in a build, a failed test keeps what reads its model from being built, and nothing else', async () => {
  const project = shop({
    ...files('- not_null'),
    'models/reads_t.sql': "select id from {{ ref('t') }}",
    'models/reads_more.sql': "select id from {{ ref('reads_t') }}",
  })
  const { success, nodes, results: all } = await project.tdbt('build')
  expect(success).toBe(false)
  expect(nodes).toEqual([
    'not_null_t_id: fail Got 1 result, configured to fail if != 0',
    'other: success CREATE VIEW',
    'reads_more: skipped',
    'reads_t: skipped',
    't: success SELECT 4',
  ])
  expect(all.find(({ node }) => node.name === 'reads_t')?.skippedBecause).toMatch(
    /^test\.shop\.not_null_t_id\.[0-9a-f]{10} failed$/,
  )
})
