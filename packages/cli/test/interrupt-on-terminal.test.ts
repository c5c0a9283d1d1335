import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import {
  ctrlC,
  exited,
  ingestConfig,
  interruptedProject,
  onScreen,
  slowRows,
  watchSessions,
} from './support/interrupts.js'
import { hasTerminals, projectFolder, startTdbt, tdbt } from './support/tdbt.js'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const sessions = watchSessions(() => database)
const project = (files: Readonly<Record<string, string>>) => interruptedProject(database, files)

describe.runIf(hasTerminals)('Ctrl-C on a terminal', () => {
  test('while the embedded server starts does not reach the server', async () => {
    const { path, remove } = await projectFolder({
      'dbt_project.yml': 'name: own\n',
      'models/m.sql': 'select 1 as id',
    })
    try {
      const running = startTdbt(['run'], { cwd: path, terminal: true })
      await running.seen('Found 1 model')
      running.type('\u0003')
      const ended = await running.ended
      expect(ended.code).toBe(2)
      expect(onScreen(ended).slice(-9)).toEqual([
        ctrlC,
        '',
        expect.stringMatching(/^Finished running 1 view model in /),
        '',
        exited,
        '  Not started: 1 of 1 (model m)',
        '',
        'Done. PASS=0 WARN=0 ERROR=0 SKIP=1 NO-OP=0 TOTAL=1',
        '',
      ])
      const next = await tdbt(['run'], { cwd: path })
      expect([next.code, next.stderr]).toEqual([0, ''])
    } finally {
      await tdbt(['server', 'stop'], { cwd: path })
      remove()
    }
  })

  test('at the question of server reset deletes nothing', async () => {
    const { path, remove } = await projectFolder({
      'dbt_project.yml': 'name: own\n',
      'models/m.sql': 'select 1 as id',
    })
    try {
      await tdbt(['run'], { cwd: path })
      const running = startTdbt(['server', 'reset'], { cwd: path, terminal: true })
      await running.seen('[y/N]')
      running.type('\u0003')
      const ended = await running.ended
      expect(ended.code).toBe(2)
      expect(onScreen(ended)).toEqual([ctrlC, '', exited, '  Nothing was changed in the database.', ''])
      const shown = await tdbt(['show', '--select', 'm'], { cwd: path })
      expect(shown.code).toBe(0)
    } finally {
      await tdbt(['server', 'stop'], { cwd: path })
      remove()
    }
  })

  test('while a load is drawn takes the bar away', async () => {
    const shop = await project({
      'tdbt.config.ts': ingestConfig(["source: 'bar', table: 'a', schema: 'bar', from: 'a.csv'"]),
      'a.csv': `id\n${'1\n'.repeat(300_000)}`,
    })
    await slowRows(database)
    const running = shop.start(['ingest'], { terminal: true })
    await running.seen('bar.a loading')
    await sessions.busyWith('copy ')
    running.type('\u0003')
    const ended = await running.ended
    expect(ended.code).toBe(2)
    expect(onScreen(ended)).toEqual([
      expect.stringMatching(/^Running with tdbt=/),
      expect.stringMatching(/^Registered adapter: /),
      ctrlC,
      exited,
      '  Interrupted: bar.a (bar.a was not created)',
      '',
    ])
  })
})
