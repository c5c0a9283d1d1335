import { expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { database, shop } = useWarehouse()

test('the results of a build are written as dbt writes them', async () => {
  const project = shop({
    'dbt_project.yml': 'name: shop\nprofile: shop\non-run-start: select 1\n',
    'seeds/s.csv': 'id\n1\n',
    'models/a.sql': "{{ config(materialized='table') }} select id from {{ ref('s') }}",
    'models/b.sql': 'select nope',
    'models/c.sql': "select 1 as id from {{ ref('b') }}",
    'models/m.yml':
      'models: [{name: a, columns: [{name: id, data_tests: [{not_null: {name: ok}}, {accepted_values: {name: bad, arguments: {values: [7]}, config: {severity: warn}}}]}]}]',
  })
  await project.tdbt('build', { invocationCommand: 'tdbt build' })
  const written = JSON.parse(project.target('run_results.json'))
  expect(Object.keys(written).sort()).toEqual(['args', 'elapsed_time', 'metadata', 'results'])
  expect(written.metadata).toMatchObject({
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json',
    invocation_id: '00000000-0000-4000-8000-000000000000',
  })
  expect(written.args).toMatchObject({ which: 'build', invocation_command: 'tdbt build', select: [] })
  const place = `"${database().target.database}"."${project.schema}"`
  type Written = Record<string, unknown> & {
    timing: readonly { name: string }[]
    unique_id: string
    compiled_code: string | null
  }
  const results = (written.results as readonly Written[]).map(
    ({ timing, thread_id, execution_time, unique_id, compiled_code, ...result }) => [
      unique_id.replace(/\.[0-9a-f]{10}$/, ''),
      timing.map(({ name }) => name).join(),
      compiled_code?.replace(/\s+/g, ' ').trim().replaceAll(place, 'S') ?? null,
      ...Object.values(result).map((value) =>
        typeof value === 'string' ? value.replaceAll(place, 'S') : value,
      ),
    ],
  )
  // After the id, the phases and the code: status, adapter_response, message, failures, compiled, relation_name, batch_results.
  const response = (_message: string, code: string, rows_affected: number) => ({
    _message,
    code,
    rows_affected,
  })
  expect(results.sort()).toEqual([
    [
      'model.shop.a',
      'compile,execute',
      'select id from S."s"',
      'success',
      response('SELECT 1', 'SELECT', 1),
      'SELECT 1',
      null,
      true,
      'S."a"',
      null,
    ],
    [
      'model.shop.b',
      'compile,execute',
      'select nope',
      'error',
      {},
      'Database Error in model b (models/b.sql)\n  column "nope" does not exist',
      null,
      true,
      'S."b"',
      null,
    ],
    ['model.shop.c', '', null, 'skipped', {}, null, null, false, 'S."c"', null],
    [
      'operation.shop.shop-on-run-start-0',
      'compile,execute',
      'select 1',
      'success',
      {},
      'shop.on-run-start.0 passed',
      0,
      true,
      null,
      null,
    ],
    [
      'seed.shop.s',
      'compile,execute',
      null,
      'success',
      response('INSERT 1', 'INSERT', 1),
      'INSERT 1',
      null,
      null,
      null,
      null,
    ],
    [
      'test.shop.bad',
      'compile,execute',
      'with all_values as ( select id as value_field, count(*) as n_records from S."a" group by id ) select * from all_values where value_field not in ( \'7\' )',
      'warn',
      response('SELECT 1', 'SELECT', 1),
      'Got 1 result, configured to warn if != 0',
      1,
      true,
      null,
      null,
    ],
    [
      'test.shop.ok',
      'compile,execute',
      'select id from S."a" where id is null',
      'pass',
      response('SELECT 1', 'SELECT', 1),
      null,
      0,
      true,
      null,
      null,
    ],
  ])
  const manifest = JSON.parse(project.target('manifest.json'))
  expect(manifest.nodes['model.shop.a']).toMatchObject({
    compiled: true,
    compiled_path: 'target/compiled/shop/models/a.sql',
    compiled_code: project.target('compiled/shop/models/a.sql'),
  })
})

test('--no-write-json keeps the artifacts from being written, and nothing else', async () => {
  const project = shop({ 'models/a.sql': 'select 1 as id' })
  await project.tdbt('run', { writeJson: false })
  expect(() => project.target('run_results.json')).toThrow('ENOENT')
  expect(project.target('compiled/shop/models/a.sql')).toBe('select 1 as id')
})

test('a target folder that is a file fails the command, by its name', async () => {
  const project = shop({ 'models/a.sql': 'select 1 as id', target: 'a file' })
  await expect(project.tdbt('run')).rejects.toThrow(
    `can't write the target folder: EEXIST: file already exists, mkdir '${project.folder}/target'`,
  )
})
