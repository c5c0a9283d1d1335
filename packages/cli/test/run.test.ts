import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { shopProject } from './support/shop.js'
import { projectFolder, startTdbt, tdbt, withoutTimes } from './support/tdbt.js'

let database: TestDatabase
let shop: Awaited<ReturnType<typeof projectFolder>>
const call = (...args: string[]) => tdbt(args, { cwd: shop.path })

beforeAll(async () => {
  database = await testDatabase()
  shop = await projectFolder(shopProject(database.credentials))
})
afterAll(async () => {
  shop.remove()
  await database.drop()
})

describe('a build in which something fails', () => {
  test('prints what dbt prints', async () => {
    const { code, stdout, stderr } = await call('build')
    const shown = withoutTimes(stdout).replace(/\d+ macros/, 'N macros')
    await expect(shown).toMatchFileSnapshot('golden/build.txt')
    expect(stderr).toBe('')
    expect(code).toBe(1)
    expect(existsSync(join(shop.path, 'target', 'run_results.json'))).toBe(true)
  })

  test('with --quiet only errors', async () => {
    const { code, stdout } = await call('run', '--quiet')
    await expect(withoutTimes(stdout)).toMatchFileSnapshot('golden/run-quiet.txt')
    expect(code).toBe(1)
  })

  test('dbt.log has all of it, with levels and a line between runs', () => {
    const log = readFileSync(join(shop.path, 'logs', 'dbt.log'), 'utf8')
    expect(log).toMatch(/^={30} \d\d:\d\d:\d\d\.\d{6} \| [0-9a-f-]{36} ={30}$/m)
    expect(log).toMatch(/^\d\d:\d\d:\d\d\.\d{6} \[error\] \[Thread-1 \(\]: \d of \d ERROR creating/m)
    expect(log).toMatch(/^\d\d:\d\d:\d\d\.\d{6} \[info \] \[MainThread\]: Completed with /m)
  })
})

describe('a run that succeeds', () => {
  test('exit code 0, and the last lines say so', async () => {
    const { code, stdout } = await call('run', '--select', '+dim_items', '--printer-width', '60')
    expect(code).toBe(0)
    const lines = withoutTimes(stdout).split('\n')
    expect(lines).toContain('HH:MM:SS  Completed successfully')
    expect(lines.at(-2)).toBe('HH:MM:SS  Done. PASS=4 WARN=0 ERROR=0 SKIP=0 NO-OP=0 TOTAL=4')
    expect(lines).toContain('HH:MM:SS  2 of 2 START sql table model shop.dim_items ................ [RUN]')
  })

  test('an empty selection runs nothing', async () => {
    const { code, stdout } = await call('run', '--select', '')
    expect(stdout).toContain("The selection criterion '' does not match any enabled nodes")
    expect(stdout).toContain('Nothing to do.')
    expect(code).toBe(0)
  })

  test('warnings do not fail it, unless they are errors', async () => {
    const select = ['--select', 'price_warn']
    expect((await call('test', ...select)).code).toBe(0)
    const strict = await call('test', ...select, '--warn-error')
    expect(strict.code).toBe(1)
    expect(strict.stdout).toContain('FAIL 1 price_warn')
  })

  test('nothing selected', async () => {
    const { code, stdout } = await call('run', '-s', 'nosuch')
    expect(code).toBe(0)
    expect(stdout).toContain("  The selection criterion 'nosuch' does not match any enabled nodes\n")
    expect(stdout).toContain(
      '  Nothing to do. Try checking your model configs and model specification args\n',
    )
  })
})

test('JSON logs are one object per line, under the names of dbt', async () => {
  const { stdout } = await call('run', '-s', 'stg_items', '--log-format', 'json')
  const entries = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { info: Record<string, unknown>; data: Record<string, unknown> })
  const names = entries.map(({ info }) => info.name).filter((name) => name !== 'Formatting')
  expect(names).toEqual([
    ...['MainReportVersion', 'AdapterRegistered', 'FoundStats', 'ConcurrencyLine'],
    ...[
      'LogHookStartLine',
      'LogHookEndLine',
      'LogStartLine',
      'LogModelResult',
      'LogHookStartLine',
      'LogHookEndLine',
    ],
    ...['FinishedRunningStats', 'EndOfRunSummary', 'StatsLine'],
  ])
  const result = entries.find(({ info }) => info.name === 'LogModelResult')
  expect(result).toMatchObject({
    data: { status: 'CREATE VIEW', index: 1, total: 1, node_info: { unique_id: 'model.shop.stg_items' } },
    info: { code: 'Q012', level: 'info', thread: 'Thread-1 (worker)' },
  })
  expect(new Set(entries.map(({ info }) => info.invocation_id)).size).toBe(1)
})

test('JSON logs say all of a test that failed', async () => {
  const { stdout, code } = await call('build', '--select', '+cheap_items', '--log-format', 'json')
  expect(code).toBe(1)
  const lines = stdout.trimEnd().split('\n')
  const failed = lines.find((line) => line.includes('"RunResultError"')) ?? ''
  expect((JSON.parse(failed) as { data: unknown }).data).toMatchObject({
    msg: 'Got 1 result, configured to fail if != 0',
    num_failures: 1,
    compiled_path: 'target/compiled/shop/tests/cheap_items.sql',
    node_info: { node_name: 'cheap_items', node_path: 'tests/cheap_items.sql', node_status: 'fail' },
  })
})

describe('colours', () => {
  const coloured = '\u001b[32m'
  test.each([
    [{}, [], false],
    [{}, ['--use-colors'], true],
    [{ FORCE_COLOR: '1' }, [], true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
    [{ FORCE_COLOR: '1' }, ['--no-use-colors'], false],
    [{ DBT_USE_COLORS: 'true' }, [], true],
  ])('%j %j', async (env, flags, wanted) => {
    const { stdout } = await tdbt(['run', '-s', 'stg_items', ...flags], { cwd: shop.path, env })
    expect(stdout.includes(coloured)).toBe(wanted)
  })
})

test('a reader that stops reading does not stop the work', async () => {
  const running = startTdbt(['run', '-s', 'stg_items'], { cwd: shop.path })
  running.stopReading()
  const { code, stderr } = await running.ended
  expect(stderr).toBe('')
  expect(code).toBe(0)
})
