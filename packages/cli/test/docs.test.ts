import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { interruptedProject } from './support/interrupts.js'

let database: TestDatabase
let project: Awaited<ReturnType<typeof interruptedProject>>

const files = {
  'dbt_project.yml': 'name: shop\nprofile: shop\nmodels:\n  +persist_docs: {relation: true, columns: true}\n',
  'models/orders.sql': "{{ config(materialized='table') }} select 1 as id",
  'models/paid.sql': "select id from {{ ref('orders') }}",
  'models/properties.yml': `
models:
  - name: orders
    description: What was ordered
    columns: [{name: id, description: Its number}]
sources:
  - name: raw
    schema: "{{ target.schema }}"
    tables: [{name: items}]
  - name: elsewhere
    database: "{{ var('other', target.dbname) }}"
    schema: elsewhere
    tables: [{name: things}]
`,
}

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  project = await interruptedProject(database, files)
  await database.query(`create schema if not exists ${project.schema}`)
  await database.query(`create table ${project.schema}.items (item text)`)
  expect(await project.call('run')).toMatchObject({ code: 0, stderr: '' })
})

const generate = (...flags: string[]) => project.call('docs', 'generate', ...flags)
const artifact = (name: string) => join(project.path, 'target', name)
const catalog = () => JSON.parse(readFileSync(artifact('catalog.json'), 'utf8'))
const ids = () => [...Object.keys(catalog().nodes), ...Object.keys(catalog().sources)].sort()

const everything = ['model.shop.orders', 'model.shop.paid', 'source.shop.raw.items']

test('the catalog has columns and comments of all relations, and a line says where it is', async () => {
  const { code, stdout } = await generate()
  expect(stdout).toContain(`Catalog written to ${artifact('catalog.json')}`)
  expect(code).toBe(0)
  expect(ids()).toEqual(everything)
  expect(catalog().errors).toBeNull()
  expect(catalog().nodes['model.shop.orders']).toMatchObject({
    metadata: { type: 'BASE TABLE', schema: project.schema, name: 'orders', comment: 'What was ordered' },
    columns: { id: { type: 'integer', index: 1, name: 'id', comment: 'Its number' } },
    stats: { has_stats: { value: false, include: false } },
    unique_id: 'model.shop.orders',
  })
  const { args, results } = JSON.parse(readFileSync(artifact('run_results.json'), 'utf8'))
  expect(args.which).toBe('generate')
  expect(results).toHaveLength(2)
  expect(existsSync(artifact('compiled/shop/models/paid.sql'))).toBe(true)
})

test.each([
  [['--select', 'paid'], ['model.shop.paid']],
  [
    ['--exclude', 'paid'],
    ['model.shop.orders', 'source.shop.raw.items'],
  ],
  [['--select', 'source:raw'], ['source.shop.raw.items']],
  [['--empty-catalog'], []],
  [['--no-compile', '--select', 'paid'], everything],
])('with %j it has %j', async (flags, expected) => {
  expect((await generate(...flags)).code).toBe(0)
  expect(ids()).toEqual(expected)
})

test('a selection of nothing leaves a catalog without nodes', async () => {
  const { code } = await generate('--select', 'nothing_like_it')
  expect(code).toBe(0)
  expect(ids()).toEqual([])
})

test('what can not be read is an error beside the rest', async () => {
  const { code, stdout } = await generate('--vars', '{other: nowhere}')
  expect(code).toBe(1)
  expect(stdout).toContain('encountered 1 failure while writing the catalog')
  expect(ids()).toEqual(everything)
  expect(catalog().errors).toEqual([expect.stringContaining('nowhere')])
})

test('there is no page to serve yet', async () => {
  const { code, stderr } = await project.call('docs', 'serve')
  expect(stderr).toContain('Invalid value for \'docs\': "serve" is not one of "generate"')
  expect(code).toBe(2)
})
