import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { ctrlC, exited, interruptedProject, lastWords, watchSessions } from './support/interrupts.js'
import { withoutTimes } from './support/tdbt.js'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const sessions = watchSessions(() => database)

const note = (values: string) => `insert into {{ target.schema }}.log values (${values})`

/** Each hook notes what it sees in the table `log`; one of each kind of node, two of which fail. */
const files = {
  'dbt_project.yml': `name: shop
profile: shop
on-run-start: ["create table if not exists {{ target.schema }}.log (what text)", "${note("'start ' || '{{ flags.WHICH }}'")}"]
on-run-end:
  - "{{ note_results(results) }}"
  - "${note("'{{ schemas | sort | join }} {{ database_schemas | length }} {{ 'exposure.shop.board' in selected_resources }}'")}"
`,
  'macros/note_results.sql': `{% macro note_results(results) %}
{% for r in results %}
{% set seen = {'id': r.node.unique_id, 'type': r.node.resource_type, 'status': r.status ~ '', 'message': r.message,
  'failures': r.failures, 'response': r.adapter_response, 'relation': r.node.relation_name | default(none), 'schema': r.node.schema | default(none),
  'alias': r.node.alias | default(none), 'materialized': r.node.config.materialized | default(none)} %}
insert into {{ target.schema }}.log values ('{{ tojson(seen, sort_keys=true) | replace("'", "''") }}');
{% endfor %}
{% endmacro %}`,
  'dbt_packages/noise/dbt_project.yml': `name: noise
on-run-end: ["${note("'package sees {{ results | length }}'")}"]
`,
  'seeds/raw.csv': 'id\n1\n2\n',
  'models/good.sql': "{{ config(materialized='table', schema='other') }} select id from {{ ref('raw') }}",
  'models/bad.sql': 'select\n  nope',
  'models/under.sql': "{{ config(materialized='ephemeral') }} select 1 as id",
  'models/schema.yml': `models:
  - {name: good, columns: [{name: id, data_tests: [unique, {accepted_values: {arguments: {values: [1]}}}]}]}
exposures:
  - {name: board, type: dashboard, owner: {name: x}, depends_on: [ref('good')]}
`,
}

const logged = 'select what from log order by what'

test('hooks before and after commands for each node see and do what they do in a whole run', async () => {
  const whole = await interruptedProject(database, files)
  expect((await whole.call('build')).code).toBe(1)
  const parts = await interruptedProject(database, files)
  const start = await parts.call('run-hooks', 'on-run-start')
  expect([start.code, start.stderr]).toEqual([0, ''])
  expect(await parts.rows(logged)).toEqual(['start build'])
  const calls = [
    ['seed'],
    ['run', '-s', 'good'],
    ['run', '-s', 'bad'],
    ['test', '-s', 'good'],
    ['build', '-s', 'board'],
  ]
  const results = calls.map((_, at) => `target/part${at}/run_results.json`)
  for (const [at, call] of calls.entries()) {
    await parts.call(...call, '--no-run-hooks', '--target-path', `target/part${at}`)
  }
  expect(await parts.rows(logged)).toEqual(['start build'])
  const end = await parts.call('run-hooks', 'on-run-end', '--results', ...results.reverse())
  expect([end.code, end.stderr]).toEqual([0, ''])
  const seen = await parts.rows(logged)
  expect(seen).toHaveLength(9)
  const named = (await whole.rows(logged)).map((row) => String(row).replaceAll(whole.schema, parts.schema))
  expect(seen).toEqual(named)
})

test('prints the lines of hooks, and writes the artifacts of what it ran', async () => {
  const shop = await interruptedProject(database, files)
  await shop.call('run-hooks', 'on-run-start')
  const { code, stdout } = await shop.call('run-hooks', 'on-run-end')
  expect(code).toBe(0)
  const said = withoutTimes(stdout).split('\n').slice(3)
  expect(said.map((line) => line.replace(/ \.+ /, ' ').replace(/^HH:MM:SS {2}/, ''))).toEqual([
    '',
    '1 of 3 START hook: shop.on-run-end.0 [RUN]',
    '1 of 3 OK hook: shop.on-run-end.0 [OK in N.NNs]',
    '2 of 3 START hook: shop.on-run-end.1 [RUN]',
    '2 of 3 OK hook: shop.on-run-end.1 [OK in N.NNs]',
    '3 of 3 START hook: noise.on-run-end.2 [RUN]',
    '3 of 3 OK hook: noise.on-run-end.2 [OK in N.NNs]',
    '',
    'Finished running 3 project hooks in N seconds.',
    '',
    'Completed successfully',
    '',
    'Done. PASS=3 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=3',
    '',
  ])
  expect(shop.results()).toEqual([
    'operation.noise.noise-on-run-end-0: success noise.on-run-end.2 passed',
    'operation.shop.shop-on-run-end-0: success shop.on-run-end.0 passed',
    'operation.shop.shop-on-run-end-1: success shop.on-run-end.1 passed',
  ])
  expect(await shop.rows(logged)).toEqual([' 0 False', 'package sees 0', 'start build'])
})

describe('of several results', () => {
  const told = {
    'dbt_project.yml': `name: shop
profile: shop
on-run-end: "{% for r in results %}{{ log(r.node.unique_id ~ ' ' ~ r.status ~ ' ' ~ r.node.resource_type ~ ' ' ~ r.node.name ~ ' ' ~ r.node.relation_name, info=true) }}{% endfor %}{{ log(schemas, info=true) }}"
`,
  }
  const results = (generatedAt: string, ...entries: readonly (readonly [string, string])[]) =>
    JSON.stringify({
      metadata: { generated_at: generatedAt },
      results: entries.map(([id, status]) => ({ unique_id: id, status, message: null })),
    })
  const lines = ({ stdout }: { readonly stdout: string }) =>
    withoutTimes(stdout)
      .split('\n')
      .filter((line) => / (model|test)\.|\[/.test(line) && !line.includes('hook'))
      .map((line) => line.replace(/^HH:MM:SS {2}/, ''))

  test('of one node the latest counts; what the project has no more keeps what its id says', async () => {
    const shop = await interruptedProject(database, {
      ...told,
      'models/a.sql': 'select 1 as id',
      'a.json': results('2026-01-02T00:00:00Z', ['model.shop.a', 'success'], ['operation.shop.x', 'success']),
      'b.json': results('2026-01-01T00:00:00Z', ['model.shop.a', 'error'], ['test.shop.gone.1a2b', 'fail']),
    })
    const wanted = [
      'test.shop.gone.1a2b fail test gone None',
      `model.shop.a success model a ${shop.name('a')}`,
      `['${shop.schema}']`,
    ]
    expect(lines(await shop.call('run-hooks', 'on-run-end', '--results', 'a.json', 'b.json'))).toEqual(wanted)
    expect(lines(await shop.call('run-hooks', 'on-run-end', '--results', 'b.json', 'a.json'))).toEqual(wanted)
  })

  test.each([
    ['nowhere.json', 'project-file-not-readable', "nowhere.json can't be read: ENOENT"],
    ['text.json', 'run-results-not-valid', 'this is no run_results.json: it is no JSON'],
    ['manifest.json', 'run-results-not-valid', "it has no 'metadata' and 'results'"],
    ['timeless.json', 'run-results-not-valid', "'metadata.generated_at' is no time"],
    ['nameless.json', 'run-results-not-valid', "a result has no 'unique_id' and 'status'"],
  ])('%s is refused before a hook runs', async (name, errorCode, words) => {
    const shop = await interruptedProject(database, {
      ...told,
      'text.json': 'text',
      'manifest.json': '{"metadata": {}, "nodes": {}}',
      'timeless.json': '{"metadata": {}, "results": []}',
      'nameless.json':
        '{"metadata": {"generated_at": "2026-01-02T00:00:00Z"}, "results": [{"status": "pass"}]}',
    })
    const { code, stdout } = await shop.call('run-hooks', 'on-run-end', '--results', name)
    expect(code).toBe(2)
    expect(stdout).toContain(words)
    expect(stdout).toContain(`code: ${errorCode}\n`)
    expect(stdout).not.toContain('START hook')
  })
})

test('a hook that fails fails the command, and those behind it are skipped', async () => {
  const shop = await interruptedProject(database, {
    'dbt_project.yml': 'name: shop\nprofile: shop\non-run-start: [select nope, select 1]\n',
  })
  const { code, stdout } = await shop.call('run-hooks', 'on-run-start')
  expect(code).toBe(1)
  expect(stdout).toContain('column "nope" does not exist')
  expect(stdout).toContain('Done. PASS=0 WARN=0 ERROR=1 SKIP=1 NO-OP=0 TOTAL=2')
})

test('a project without hooks has nothing to do, and leaves no results of another command behind', async () => {
  const shop = await interruptedProject(database, { 'models/a.sql': 'select 1 as id' })
  await shop.call('run')
  const { code, stdout } = await shop.call('run-hooks', 'on-run-end', '--warn-error')
  expect(code).toBe(0)
  expect(stdout).toContain('Nothing to do: the project has no on-run-end hooks.')
  expect(stdout).toContain('Done. PASS=0 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=0')
  expect(shop.results()).toEqual([])
})

test('results belong to on-run-end', async () => {
  const shop = await interruptedProject(database, {})
  const { code, stderr } = await shop.call('run-hooks', 'on-run-start', '--results', 'x.json')
  expect(code).toBe(2)
  expect(stderr).toContain('--results belongs to on-run-end')
  expect((await shop.call('run-hooks')).stderr).toContain('Say what to do: on-run-start, on-run-end.')
})

test('Ctrl-C cancels the hook that runs', async () => {
  const shop = await interruptedProject(database, {
    'dbt_project.yml': 'name: shop\nprofile: shop\non-run-end: [select 1, select pg_sleep(600), select 2]\n',
  })
  const running = shop.start(['run-hooks', 'on-run-end'])
  await sessions.busyWith('pg_sleep')
  running.kill('SIGINT')
  const ended = await running.ended
  expect(ended.code).toBe(2)
  expect(lastWords(ended)).toEqual([
    ctrlC,
    '2 of 3 ERROR hook: shop.on-run-end.1 [ERROR]',
    'Finished running 3 project hooks',
    exited,
    '  Done: 1 of 3 (operation shop-on-run-end-0)',
    '  Interrupted: operation shop-on-run-end-1 (what it had committed stays, the rest was rolled back)',
    '  Not started: 1 of 3 (operation shop-on-run-end-2)',
    'Done. PASS=1 WARN=0 ERROR=0 SKIP=2 NO-OP=0 TOTAL=3',
  ])
  const written = JSON.parse(readFileSync(join(shop.path, 'target', 'run_results.json'), 'utf8')) as {
    args: { which: string }
  }
  expect(written.args.which).toBe('run-hooks')
})
