import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { useWarehouse } from '../support/warehouse.js'

const { database, shop } = useWarehouse()

const table = (sql: string) => `{{ config(materialized='table') }}\n${sql}`
/** Sessions of this database that wait or work for `text`. */
const busyWith = (text: string) =>
  database().query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and state <> 'idle'
       and query ilike '%${text}%' and pid <> pg_backend_pid()`,
  )

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20)
}

describe('a model that Postgres rejects', () => {
  test('fails alone with what reads it, and nothing of it is changed', async () => {
    const project = shop({
      'models/bad.sql': table('select 1 as id'),
      'models/reads.sql': "select id from {{ ref('bad') }}",
      'models/reads_more.sql': "select id from {{ ref('reads') }}",
      'models/other.sql': table('select 1 as id'),
      'models/reads_other.sql': "select id from {{ ref('other') }}",
    })
    await project.tdbt('run')
    project.write({ 'models/bad.sql': table('select 1 / (id - id) as id\nfrom generate_series(1, 3) id') })
    const { success, nodes, results } = await project.tdbt('run')
    expect(success).toBe(false)
    expect(nodes).toEqual([
      'bad: error division by zero',
      'other: success SELECT 1',
      'reads: skipped',
      'reads_more: skipped',
      'reads_other: success CREATE VIEW',
    ])
    expect(
      results
        .flatMap(({ node, skippedBecause }) => (skippedBecause ? [`${node.name}: ${skippedBecause}`] : []))
        .sort(),
    ).toEqual(['reads: model.shop.bad failed', 'reads_more: model.shop.bad failed'])
    expect(await project.rows('select id from bad')).toEqual(['1'])
    expect(await project.rows('select id from reads_more')).toEqual(['1'])
    expect(
      await project.rows(
        "select relname from pg_class where relname like '%dbt%' and relnamespace = current_schema()::regnamespace",
      ),
    ).toEqual([])
  })

  test.each([
    [
      'in its own text',
      { 'models/m.sql': table('select 1 as a,\n  nope as b') },
      { file: 'models/m.sql', line: 3, column: 3, endLine: 3, endColumn: 7 },
    ],
    [
      'behind the CTEs of ephemeral models',
      {
        'models/e.sql': "{{ config(materialized='ephemeral') }} select 1 as id",
        'models/m.sql': "select id,\n  nope\nfrom {{ ref('e') }}",
      },
      { file: 'models/m.sql', line: 2, column: 3, endLine: 2, endColumn: 7 },
    ],
    [
      'behind other characters than ASCII',
      { 'models/m.sql': "select 'žluťoučký 🐎' as a, {{ 'nope' }} as b" },
      { file: 'models/m.sql', line: 1, column: 32, endLine: 1, endColumn: 38 },
    ],
    [
      'in the text of a macro',
      {
        'macros/f.sql': '{% macro f() %}\n  nope\n{% endmacro %}',
        'models/m.sql': 'select 1 as a,\n{{ f() }} as b',
      },
      { file: 'models/m.sql', line: 2, column: 4, endLine: 2, endColumn: 7 },
    ],
  ])('is shown %s', async (_where, files, place) => {
    const { nodes, results } = await shop(files).tdbt('run', { select: ['m'] })
    expect(nodes).toEqual(['m: error column "nope" does not exist'])
    expect(results[0]?.error?.place).toEqual(place)
  })

  test('also with an ephemeral model that is at fault, by its file', async () => {
    const { nodes, results } = await shop({
      'models/e.sql': "{{ config(materialized='ephemeral') }}\nselect\n  nope as id",
      'models/m.sql': "select id from {{ ref('e') }}",
    }).tdbt('run')
    expect(nodes).toEqual(['m: error column "nope" does not exist'])
    expect(results[0]?.error?.place).toEqual({
      file: 'models/e.sql',
      line: 3,
      column: 3,
      endLine: 3,
      endColumn: 7,
    })
  })
})

test('an error of a template fails its model', async () => {
  const { success, nodes } = await shop({
    'models/m.sql':
      "select {% if execute %}{{ exceptions.raise_compiler_error('not like this') }}{% endif %} 1",
    'models/n.sql': 'select 1 as id',
  }).tdbt('run')
  expect(success).toBe(false)
  expect(nodes).toEqual(['m: error not like this', 'n: success CREATE VIEW'])
})

test('--fail-fast cancels what runs beside the failure, and end hooks still run', async () => {
  const project = shop(
    {
      'dbt_project.yml': 'name: shop\nprofile: shop\non-run-end: create table ended (id int)\n',
      'models/slow.sql': table("select {{ var('id', 1) }} as id"),
      'models/reads_slow.sql': "select id from {{ ref('slow') }}",
      'models/fails.sql': table('select 1 as id'),
      'models/reads_fails.sql': "select id from {{ ref('fails') }}",
      'models/z_last.sql': 'select 1 as id',
    },
    { threads: 2 },
  )
  await project.tdbt('run', { select: ['slow', 'fails'] })
  await project.rows('drop table ended; create table gate (id int)')
  project.write({
    'models/slow.sql': table('select 2 as id from pg_sleep(600) as beside_a_failure'),
    'models/fails.sql': table('select 1 / count(*) as id from {{ target.schema }}.gate'),
  })
  const keeper = await database().connect()
  await keeper.query(`begin; lock table ${project.schema}.gate`)
  const run = project.tdbt('run', { failFast: true })
  await until(async () => (await busyWith('as beside_a_failure')).length > 0)
  await until(async () => (await busyWith('.gate')).length > 0)
  await keeper.query('commit')
  const { success, nodes, results, events } = await run
  expect(success).toBe(false)
  expect(nodes).toEqual([
    'fails: error division by zero',
    'reads_fails: skipped Skipping due to fail_fast',
    'reads_slow: skipped Skipping due to fail_fast',
    'shop-on-run-end-0: success shop.on-run-end.0 passed',
    'slow: skipped Skipping due to fail_fast',
    'z_last: skipped Skipping due to fail_fast',
  ])
  expect(results.find(({ node }) => node.name === 'slow')?.interrupted).toBe(
    `"${database().target.database}"."${project.schema}"."slow" is as it was`,
  )
  // dbt's lines: what is cancelled ends with an error, and what was not started has none.
  expect(
    events.flatMap((event) =>
      event.name === 'LogCancelLine'
        ? [`cancel ${event.uniqueId}`]
        : event.name === 'LogNodeResult'
          ? [`${event.result.node.name} ${event.result.status}`]
          : [],
    ),
  ).toEqual(['fails error', 'cancel model.shop.slow', 'slow error'])
  expect(await busyWith('as beside_a_failure')).toEqual([])
  expect(await project.rows("select id, to_regclass('ended') from slow")).toEqual(['1|ended'])
  expect(await project.rows("select relname from pg_class where relname like '%dbt_tmp%'")).toEqual([])
})

test('an error of the query comment fails each node, and none waits for the connection of another', async () => {
  const project = shop(
    {
      'dbt_project.yml': 'name: shop\nprofile: shop\nquery-comment: "{{ 1 / (node.name | length - 1) }}"\n',
      'models/a.sql': 'select 1',
      'models/b.sql': 'select 1',
      'models/cc.sql': 'select 1',
    },
    { threads: 1 },
  )
  const { nodes } = await project.tdbt('run')
  expect(nodes).toEqual(['a: error division by zero', 'b: error division by zero', 'cc: success CREATE VIEW'])
})

test('a name that Postgres would cut is refused', async () => {
  const long = 'ä'.repeat(40)
  const project = shop({
    [`models/${'m'.repeat(64)}.sql`]: table('select 1 as id'),
    [`models/${'f'.repeat(63)}.sql`]: table('select 1 as id'),
    'models/other.sql': `{{ config(alias='${long}') }} select 1 as id`,
  })
  expect((await project.tdbt('run')).nodes).toEqual([
    `${'f'.repeat(63)}: success SELECT 1`,
    `${'m'.repeat(64)}: error the relation '${'m'.repeat(64)}' has 64 bytes, of which postgres keeps 63`,
    `other: error the relation '${long}' has 80 bytes, of which postgres keeps 63`,
  ])
  project.write({ 'models/other.sql': `{{ config(schema='${long}') }} select 1 as id` })
  await expect(project.tdbt('run', { select: ['other'] })).rejects.toThrow(/^the schema '.*' has 8\d bytes/)
})

test('--fail-fast starts nothing after the first failure', async () => {
  const { nodes, results } = await shop(
    {
      'models/a.sql': 'select nope',
      'models/b.sql': 'select 1 as id',
      'models/c.sql': "select id from {{ ref('b') }}",
    },
    { threads: 1 },
  ).tdbt('run', { failFast: true, select: ['a', 'b', 'c'] })
  expect(nodes.filter((line) => line.startsWith('a'))).toEqual(['a: error column "nope" does not exist'])
  expect(results.find(({ node }) => node.name === 'c')?.status).toBe('skipped')
})

test.each([1, 3])('%i threads run so many models at once', async (threads) => {
  const slow = 'select pg_sleep(0.3)::text as id'
  const project = shop(
    {
      'models/a.sql': table(slow),
      'models/b.sql': table(slow),
      'models/c.sql': table(slow),
      'models/d.sql': table(slow),
    },
    { threads },
  )
  let running = 0
  let most = 0
  const { success } = await project.tdbt(
    'run',
    {},
    {
      onEvent({ name }) {
        if (name === 'LogStartLine') most = Math.max(most, ++running)
        if (name === 'LogNodeResult') running -= 1
      },
    },
  )
  expect(success).toBe(true)
  expect(most).toBe(threads)
})

test('an interrupt cancels on the server, says what is as it was, and starts nothing else', async () => {
  const project = shop({
    'dbt_project.yml': 'name: shop\nprofile: shop\non-run-end: create table ended (id int)\n',
    'models/slow.sql': table("select {{ var('id', 1) }} as id"),
    'models/after.sql': "select id from {{ ref('slow') }}",
  })
  await project.tdbt('run')
  await project.rows('drop table ended')
  project.write({ 'models/slow.sql': table('select 2 as id from pg_sleep(600) as interrupted') })
  const controller = new AbortController()
  const run = project.tdbt('run', {}, { signal: controller.signal })
  await until(async () => (await busyWith('as interrupted')).length > 0)
  controller.abort(new Error('keyboard interrupt'))
  const { success, nodes, events } = await run
  expect(success).toBe(false)
  expect(nodes).toEqual([
    'after: skipped',
    `slow: skipped interrupted: "${database().target.database}"."${project.schema}"."slow" is as it was`,
  ])
  expect(events.find(({ name }) => name === 'EndOfRunSummary')).toMatchObject({
    interrupted: 'keyboard interrupt',
  })
  expect(await busyWith('as interrupted')).toEqual([])
  expect(await project.rows("select id, to_regclass('ended') from slow")).toEqual(['1|'])
  expect(JSON.parse(project.target('run_results.json')).results).toHaveLength(2)
})

test('a session that the server ends fails its model, and the others go on', async () => {
  const project = shop({
    'models/lost.sql': table('select 2 as id from pg_sleep(600) as to_be_lost'),
    'models/other.sql': table('select 1 as id'),
    'models/reads_other.sql': "select id from {{ ref('other') }}",
  })
  const run = project.tdbt('run')
  await until(async () => (await busyWith('as to_be_lost')).length > 0)
  await database().query(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like '%as to_be_lost%' and pid <> pg_backend_pid()",
  )
  const { success, nodes, results } = await run
  expect(success).toBe(false)
  expect(nodes.map((line) => line.replace(/: error .*/s, ': error'))).toEqual([
    'lost: error',
    'other: success SELECT 1',
    'reads_other: success CREATE VIEW',
  ])
  expect(results.find(({ node }) => node.name === 'lost')?.message).toMatch(
    /terminating connection due to administrator command/,
  )
})

test('a password that the server refuses is said before anything is run, and is not shown', async () => {
  await database().query("create role walled login password 'right'")
  const project = shop(
    { 'models/m.sql': 'select 1 as id' },
    { user: 'nobody_of_that_name', password: 'wrong-secret' },
  )
  const error = await project.tdbt('run').catch((thrown: unknown) => thrown)
  await database().query('drop role walled')
  expect(error).toMatchObject({ name: 'TdbtError', kind: 'Connection' })
  expect(String(error)).not.toContain('wrong-secret')
})

test('what reads an ephemeral model that can not be rendered is skipped, and told of with its error', async () => {
  const project = shop({
    'models/gone.sql': "{{ config(materialized='ephemeral') }} select {{ adapter.no_method() }}",
    'models/reads.sql': "select * from {{ ref('gone') }}",
    'models/reads_more.sql': "select * from {{ ref('reads') }}",
  })
  const { success, nodes, results } = await project.tdbt('run')
  expect(success).toBe(false)
  const because = (name: string) =>
    `${name}: skipped Compilation Error in model.shop.${name}, caused by compilation error in referenced ephemeral model model.shop.gone`
  expect(nodes).toEqual([because('reads'), because('reads_more')])
  expect(results.find(({ node }) => node.name === 'reads')?.error?.place?.file).toBe('models/gone.sql')
})
