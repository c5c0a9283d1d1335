import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { ctrlC, interruptedProject, watchSessions } from './support/interrupts.js'

let database: TestDatabase
let project: Awaited<ReturnType<typeof interruptedProject>>

const files = {
  'dbt_project.yml': 'name: shop\nprofile: shop\nvars: {colour: red}\non-run-start: "select nope"\n',
  'models/cte.sql': "{{ config(materialized='ephemeral') }} select 1 as id",
  'models/plain.sql': 'select 1 as id',
  'macros/shop.sql': `
{% macro setup() %}{% do run_query('create table ' ~ target.schema ~ '.log (what text)') %}{% endmacro %}
{% macro note(what) %}insert into {{ target.schema }}.log values ('{{ what }}'){% endmacro %}
{% macro by_query(what) %}{% do run_query(note(what)) %}{% endmacro %}
{% macro by_statement(what, fail=false) %}
{% call statement('noted') %}{{ note(what) }}{% endcall %}
{% if fail %}{{ exceptions.raise_compiler_error('that was meant') }}{% endif %}
{% endmacro %}
{% macro in_transaction(what, end) %}{% do run_query('begin') %}{% do run_query(note(what)) %}
{% if end %}{% do run_query(end) %}{% endif %}{% endmacro %}
{% macro drop_and_fail() %}
{% do adapter.drop_relation(api.Relation.create(schema=target.schema, identifier='gone', type='table')) %}
{% do run_query('select nope') %}
{% endmacro %}
{% macro tell(a, b=2) %}{% do log([a, b, kwargs, var('colour'), schema, flags.WHICH, model.unique_id, ref('plain').name, graph.nodes | length, selected_resources, execute], info=true) %}{% endmacro %}
{% macro read_ephemeral() %}{% do ref('cte') %}{% endmacro %}
{% macro wait() %}{% do run_query(note('waits')) %}{% do run_query('select pg_sleep(600)') %}{% endmacro %}
`,
  'dbt_packages/paint/dbt_project.yml': 'name: paint\nvars: {colour: blue}\n',
  'dbt_packages/paint/macros/paint.sql':
    "{% macro own_colour() %}{% do log('mine is ' ~ var('colour') ~ ', ' ~ helper(), info=true) %}{% endmacro %}{% macro helper() %}package{% endmacro %}",
}

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  project = await interruptedProject(database, files)
  await database.query(`create schema if not exists ${project.schema}`)
  expect(await operation('setup')).toMatchObject({ code: 0, stderr: '' })
})

const sessions = watchSessions(() => database)
const operation = (macro: string, args?: string) =>
  project.call('run-operation', macro, ...(args === undefined ? [] : ['--args', args]))
const log = () => project.rows('select what from log order by what')

describe('statements', () => {
  test('what a query or a statement block does stays, with no commit of its own', async () => {
    expect((await operation('by_query', '{what: a}')).code).toBe(0)
    expect((await operation('by_statement', '{what: b}')).code).toBe(0)
    expect(await log()).toEqual(['a', 'b'])
  })

  test('what was done before a failure stays', async () => {
    const { code, stdout } = await operation('by_statement', '{what: a, fail: true}')
    expect(code).toBe(1)
    expect(stdout).toContain(
      'Encountered an error while running operation: Compilation Error in macros/shop.sql:7:',
    )
    expect(stdout).toContain('that was meant')
    expect(await log()).toEqual(['a'])
  })

  test("a transaction of the macro's own counts when it commits it", async () => {
    await operation('in_transaction', '{what: committed, end: commit}')
    await operation('in_transaction', '{what: taken back, end: rollback}')
    await operation('in_transaction', '{what: left open, end: null}')
    expect(await log()).toEqual(['committed'])
  })

  test('a relation that was dropped before a failure stays dropped', async () => {
    await database.query(`create table ${project.schema}.gone ()`)
    const { code, stdout } = await operation('drop_and_fail')
    expect(code).toBe(1)
    expect(stdout).toContain('column "nope" does not exist')
    const [{ there } = {}] = await database.query(`select to_regclass('${project.schema}.gone') as there`)
    expect(there).toBeNull()
  })

  test('Ctrl-C ends the statement that runs; exit code 2', async () => {
    const running = project.start(['run-operation', 'wait'])
    await sessions.busyWith('pg_sleep')
    running.kill('SIGINT')
    const { code, stdout } = await running.ended
    expect(code).toBe(2)
    expect(stdout).toContain(ctrlC)
    expect(await log()).toEqual(['waits'])
  })
})

test('arguments and names are those of dbt', async () => {
  const { code, stdout } = await operation('tell', '{a: [1, x]}')
  expect(code).toBe(0)
  expect(stdout).toContain(
    `[[1, 'x'], 2, {}, 'red', '${project.schema}', 'run-operation', 'macro.shop.tell', 'plain', 3, [], True]`,
  )
  const { results, args } = JSON.parse(readFileSync(join(project.path, 'target/run_results.json'), 'utf8'))
  expect(results).toMatchObject([
    { unique_id: 'macro.shop.tell', status: 'success', failures: 0, message: null, compiled: false },
  ])
  expect(args).toMatchObject({ which: 'run-operation', macro: 'tell', args: { a: [1, 'x'] } })
  expect(existsSync(join(project.path, 'target/manifest.json'))).toBe(true)
})

test('a macro of a package is found by its name alone and has its own vars', async () => {
  for (const name of ['paint.own_colour', 'own_colour']) {
    const { stdout } = await operation(name)
    expect(stdout).toContain(name === 'own_colour' ? "'helper' is undefined" : 'mine is red, package')
  }
  expect((await operation('dbt.run_query', '{sql: select 1}')).code).toBe(0)
})

test('a failed one is an error in run_results.json', async () => {
  await operation('by_statement', '{what: a, fail: true}')
  const { results } = JSON.parse(readFileSync(join(project.path, 'target/run_results.json'), 'utf8'))
  expect(results).toMatchObject([{ status: 'error', failures: 1, message: null }])
})

test.each([
  ['bad_query', undefined, "there is no macro 'bad_query' in any package", "did you mean 'by_query'?"],
  ['shop.tel', undefined, "there is no macro 'tel' in the package 'shop'", "did you mean 'tell'?"],
  ['shoe.tell', undefined, "there is no package 'shoe'", "did you mean 'shop'?"],
  ['tell', '[1]', "Invalid value for --args: '[1]' is no mapping.", "--args '{name: value}'"],
  ['tell', '{a: ', 'Invalid value for --args', "--args '{name: value}'"],
])('%s %s can not begin', async (macro, args, message, hint) => {
  const { code, stdout, stderr } = await operation(macro, args)
  expect(code).toBe(2)
  expect(stdout + stderr).toContain(message)
  expect(stdout + stderr).toContain(hint)
})

test.each([
  ['by_query', '{why: 1}', "takes no keyword argument 'why'", 'it takes what'],
  [
    'read_ephemeral',
    undefined,
    'operations can not ref() ephemeral models, but cte is ephemeral',
    'macros/shop.sql:16:35',
  ],
])('%s %s fails', async (macro, args, message, more) => {
  const { code, stdout } = await operation(macro, args)
  expect(code).toBe(1)
  expect(stdout).toContain(message)
  expect(stdout).toContain(more)
})
