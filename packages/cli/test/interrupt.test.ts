import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { ctrlC, exited, interruptedProject, lastWords, until, watchSessions } from './support/interrupts.js'
import { relayTo, silentServer, startingServer } from './support/stubborn-servers.js'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const sessions = watchSessions(() => database)
const project = (files: Readonly<Record<string, string>>, profile?: Readonly<Record<string, unknown>>) =>
  interruptedProject(database, files, profile)

const table = (sql: string) => `{{ config(materialized='table') }}\n${sql}`
const slow = (id: number) => table(`select ${id} as id from pg_sleep({{ var('seconds', 600) }})`)

describe.each([
  ['SIGINT', ctrlC, exited, 2],
  [
    'SIGTERM',
    'Interrupted by SIGTERM: stopping. Another one ends it at once.',
    'Exited because of SIGTERM',
    2,
  ],
  // It takes its terminal to be gone: the process ends by the signal itself.
  [
    'SIGHUP',
    'Interrupted by SIGHUP: stopping. Another one ends it at once.',
    'Exited because of SIGHUP',
    null,
  ],
] as const)('%s', (signal, begins, ends, code) => {
  test('in a build tells what was done, failed, broken off and how it was left, and not begun', async () => {
    const shop = await project({
      'seeds/raw.csv': 'id\n1\n',
      'models/bad.sql': 'select nope',
      'models/old.sql': slow(1),
      'models/new.sql': slow(1),
      'models/reads_both.sql': "select o.id from {{ ref('old') }} o, {{ ref('new') }}",
      'models/schema.yml':
        'models: [{name: new, columns: [{name: id, data_tests: [unique, not_null]}]}, {name: old}]\n',
    })
    await shop.call('build', '-s', 'old', '--vars', '{seconds: 0}')
    shop.write('models/old.sql', slow(2))
    const running = shop.start(['build'])
    await running.seen('ERROR creating sql view model')
    await running.seen('OK loaded seed file')
    await sessions.busyWith('pg_sleep', 2)
    running.kill(signal)
    const ended = await running.ended
    expect([ended.code, ended.stderr]).toEqual([code, ''])
    expect(lastWords(ended)).toEqual([
      begins,
      'CANCEL query model.shop.new [CANCEL]',
      'CANCEL query model.shop.old [CANCEL]',
      `1 of 7 ERROR creating sql table model ${shop.schema}.new [ERROR]`,
      `2 of 7 ERROR creating sql table model ${shop.schema}.old [ERROR]`,
      'Finished running 1 seed, 2 table models, 2 data tests, 2 view models',
      ends,
      '  Done: 1 of 7 (seed raw)',
      '  Failed: 1 of 7 (model bad)',
      `  Interrupted: model new (${shop.name('new')} was not created)`,
      `  Interrupted: model old (${shop.name('old')} is as it was)`,
      '  Not started: 1 of 7 (model reads_both)',
      '  Not checked: 2 of 7 (test unique_new_id, test not_null_new_id)',
      'Failure in model bad (models/bad.sql)',
      '  Database Error in model bad (models/bad.sql)',
      '    column "nope" does not exist',
      '    models/bad.sql:1:8',
      '      1 | select nope',
      '        |        ^^^^',
      '    hint: correct the name, or say which table it is of; names in double quotes keep their capital letters',
      '    code: column-missing',
      '  compiled code at target/compiled/shop/models/bad.sql:1:8',
      'Done. PASS=1 WARN=0 ERROR=1 SKIP=5 NO-OP=0 TOTAL=7',
    ])
    await sessions.gone()
    expect(await shop.rows('select id from old')).toEqual(['1'])
    expect(await shop.relations()).toEqual(['old', 'raw'])
    expect(shop.results()).toEqual([
      'model.shop.bad: error Database Error in model bad (models/bad.sql)\n  column "nope" does not exist',
      `model.shop.new: skipped interrupted: ${shop.name('new')} was not created`,
      `model.shop.old: skipped interrupted: ${shop.name('old')} is as it was`,
      'model.shop.reads_both: skipped',
      'seed.shop.raw: success INSERT 1',
      expect.stringMatching(/^test\.shop\.not_null_new_id\.\w+: skipped$/),
      expect.stringMatching(/^test\.shop\.unique_new_id\.\w+: skipped$/),
    ])
    expect(existsSync(join(shop.path, 'target', 'manifest.json'))).toBe(true)
    expect(shop.lastOfLog()).toBe('Done. PASS=1 WARN=0 ERROR=1 SKIP=5 NO-OP=0 TOTAL=7')
  })
})

describe('Ctrl-C', () => {
  test('while the parse takes its time, ends at once', async () => {
    const longTemplate =
      'select {% for a in range(3000) %}{% for b in range(2000) %}{% if a > b %}{% endif %}{% endfor %}{% endfor %} 1'
    const shop = await project(
      Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`models/m${at}.sql`, longTemplate])),
    )
    const running = shop.start(['run'])
    await running.seen('Registered adapter')
    running.kill('SIGINT')
    const { code, stdout, stderr } = await running.ended
    expect([code, stderr]).toEqual([2, ''])
    const said = stdout.trimEnd().split('\n')
    expect(said.slice(-2).map((line) => line.slice(10))).toEqual([
      exited,
      '  Nothing was changed in the database.',
    ])
  })

  const nothingStarted = [
    ctrlC,
    'Finished running 1 view model',
    exited,
    '  Not started: 1 of 1 (model m)',
    'Done. PASS=0 WARN=0 ERROR=0 SKIP=1 NO-OP=0 TOTAL=1',
  ]
  const nothingChanged = [ctrlC, exited, '  Nothing was changed in the database.']

  test.each([
    [['run'], nothingStarted],
    [['show', '--select', 'm'], nothingChanged],
    [['debug'], nothingChanged],
  ])('%j while a server does not answer', async (args, said) => {
    const server = await silentServer()
    const shop = await project({ 'models/m.sql': 'select 1 as id' }, server.profile)
    const running = shop.start(args)
    await server.connections(1)
    running.kill('SIGINT')
    const ended = await running.ended
    expect([ended.code, ended.stderr]).toEqual([2, ''])
    expect(lastWords(ended)).toEqual(said)
  })

  test('between two tries to connect', async () => {
    const server = await startingServer()
    const shop = await project({ 'models/m.sql': 'select 1 as id' }, { ...server.profile, retries: 100 })
    const running = shop.start(['run'])
    await server.connections(3)
    running.kill('SIGINT')
    const ended = await running.ended
    expect(ended.code).toBe(2)
    expect(lastWords(ended)).toEqual(nothingStarted)
    expect(shop.results()).toEqual(['model.shop.m: skipped'])
  })

  test('while a swap waits for the lock of another session', async () => {
    const shop = await project({ 'models/m.sql': table("select {{ var('id', 1) }} as id") })
    await shop.call('run')
    const other = await database.connect()
    await other.query(`begin; select * from ${shop.schema}.m`)
    const running = shop.start(['run', '--vars', '{id: 2}'])
    await sessions.blocked()
    running.kill('SIGINT')
    const ended = await running.ended
    await other.query('commit')
    expect(ended.code).toBe(2)
    expect(lastWords(ended)).toEqual([
      ctrlC,
      'CANCEL query model.shop.m [CANCEL]',
      `1 of 1 ERROR creating sql table model ${shop.schema}.m [ERROR]`,
      'Finished running 1 table model',
      exited,
      `  Interrupted: model m (${shop.name('m')} is as it was)`,
      'Done. PASS=0 WARN=0 ERROR=0 SKIP=1 NO-OP=0 TOTAL=1',
    ])
    await sessions.gone()
    expect(await shop.relations()).toEqual(['m'])
    expect(await shop.rows('select id from m')).toEqual(['1'])
    expect(await sessions.locks()).toEqual([])
  })

  test('in a hook at the start, and in one at the end', async () => {
    const shop = await project({
      'dbt_project.yml': `name: shop
profile: shop
on-run-start: ["create table if not exists {{ target.schema }}.started (id int)", "select pg_sleep({{ var('start', 0) }})"]
on-run-end: ["select pg_sleep(600)", "create table {{ target.schema }}.ended (id int)"]
`,
      'models/m.sql': 'select 1 as id',
    })
    const atStart = shop.start(['run', '--vars', '{start: 600}'])
    await sessions.busyWith('pg_sleep')
    atStart.kill('SIGINT')
    const first = await atStart.ended
    expect(first.code).toBe(2)
    expect(lastWords(first)).toEqual([
      ctrlC,
      '2 of 2 ERROR hook: shop.on-run-start.1 [ERROR]',
      'Finished running 2 project hooks, 1 view model',
      exited,
      '  Done: 1 of 3 (operation shop-on-run-start-0)',
      '  Interrupted: operation shop-on-run-start-1 (what it had committed stays, the rest was rolled back)',
      '  Not started: 1 of 3 (model m)',
      'Done. PASS=1 WARN=0 ERROR=0 SKIP=2 NO-OP=0 TOTAL=3',
    ])
    expect(await shop.relations()).toEqual(['started'])

    const atEnd = shop.start(['run'])
    await sessions.busyWith('pg_sleep(600)')
    atEnd.kill('SIGINT')
    const second = await atEnd.ended
    expect(second.code).toBe(2)
    expect(lastWords(second)).toEqual([
      ctrlC,
      '1 of 2 ERROR hook: shop.on-run-end.0 [ERROR]',
      'Finished running 4 project hooks, 1 view model',
      exited,
      '  Done: 3 of 5 (operation shop-on-run-start-0, operation shop-on-run-start-1, model m)',
      '  Interrupted: operation shop-on-run-end-0 (what it had committed stays, the rest was rolled back)',
      '  Not started: 1 of 5 (operation shop-on-run-end-1)',
      'Done. PASS=3 WARN=0 ERROR=0 SKIP=2 NO-OP=0 TOTAL=5',
    ])
    expect(await shop.relations()).toEqual(['m', 'started'])
  })

  test('behind the commit of a model tells that this stays', async () => {
    const shop = await project({
      'models/m.sql': `{{ config(materialized='table', post_hook=after_commit('select pg_sleep(600)')) }} select 1 as id`,
    })
    const running = shop.start(['run'])
    await sessions.busyWith('pg_sleep')
    running.kill('SIGINT')
    const ended = await running.ended
    expect(ended.code).toBe(2)
    expect(lastWords(ended).slice(-2)).toEqual([
      '  Interrupted: model m (what it had committed stays, the rest was rolled back)',
      'Done. PASS=0 WARN=0 ERROR=0 SKIP=1 NO-OP=0 TOTAL=1',
    ])
    expect(await shop.rows('select id from m')).toEqual(['1'])
  })

  test('in tests tells which were not checked', async () => {
    const shop = await project(
      {
        'models/m.sql': 'select 1 as id',
        'tests/a_checked.sql': "select 1 from {{ ref('m') }} where false",
        'tests/b_slow.sql': "select 1 from {{ ref('m') }} where pg_sleep(600) is null",
        'tests/c_late.sql': "select 1 from {{ ref('m') }} where false",
      },
      { threads: 1 },
    )
    await shop.call('run')
    const running = shop.start(['test'])
    await sessions.busyWith('pg_sleep')
    running.kill('SIGINT')
    const ended = await running.ended
    expect(ended.code).toBe(2)
    expect(lastWords(ended)).toEqual([
      ctrlC,
      'CANCEL query test.shop.b_slow [CANCEL]',
      '2 of 3 ERROR b_slow [ERROR]',
      'Finished running 3 data tests',
      exited,
      '  Done: 1 of 3 (test a_checked)',
      '  Interrupted: test b_slow (not checked)',
      '  Not checked: 1 of 3 (test c_late)',
      'Done. PASS=1 WARN=0 ERROR=0 SKIP=2 NO-OP=0 TOTAL=3',
    ])
    expect(shop.results()).toEqual([
      'test.shop.a_checked: pass',
      'test.shop.b_slow: skipped interrupted: not checked',
      'test.shop.c_late: skipped',
    ])
  })

  test.each(
    [
      [
        ['show', '--inline', 'select pg_sleep(600)'],
        ['compile', '--inline', "{{ run_query('select pg_sleep(600)') }}"],
        ['compile', '--select', 'asks'],
      ].map((args) => [args]),
    ].flat(),
  )('%j changes nothing', async (args) => {
    const shop = await project({ 'models/asks.sql': "{{ run_query('select pg_sleep(600)') }}" })
    const running = shop.start(args)
    await sessions.busyWith('pg_sleep')
    running.kill('SIGINT')
    const ended = await running.ended
    expect([ended.code, ended.stderr]).toEqual([2, ''])
    expect(lastWords(ended)).toEqual(nothingChanged)
    await sessions.gone()
  })

  test('a second time ends it at once, and the server ends its queries', async () => {
    const relay = await relayTo(database.credentials)
    const shop = await project({ 'models/m.sql': slow(1) }, relay.profile)
    const running = shop.start(['run'])
    await sessions.busyWith('pg_sleep')
    // The cancel does not get through, so that the first one has no end.
    relay.freeze()
    running.kill('SIGINT')
    await running.seen('CANCEL query model.shop.m')
    let ended = false
    const end = running.ended.finally(() => {
      ended = true
    })
    await until(async () => {
      running.kill('SIGINT')
      return ended
    })
    expect((await end).code).toBe(130)
    await sessions.gone()
    expect(await shop.relations()).toEqual([])
  })
})
