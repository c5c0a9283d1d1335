import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { suiteVenv } from '../venv.mjs'
import { startWarehouse } from '../warehouse.js'
import { classResults, type Outcome, passes, type Reasons, resultsPage, share } from './results.js'

// `npm run conformance:suite`: dbt's own tests of adapters, with tdbt in the place of dbt.

const usage = `npm run conformance:suite                  every test, on tdbt; writes conformance/RESULTS.md
npm run conformance:suite -- NAME ...      classes and tests that have one of these in their name
npm run conformance:suite -- --dbt         on dbt itself; writes which fail there, of every test
npm run conformance:suite -- --verbose     with the traces of what fails`

const folder = fileURLToPath(new URL('.', import.meta.url))
const executable = fileURLToPath(new URL('../../packages/cli/bin/tdbt.js', import.meta.url))
const resultsFile = join(folder, '..', 'RESULTS.md')
const dbtFile = join(folder, 'fails-with-dbt.json')
const reasonsFile = join(folder, 'reasons.json')

/** The names that the suite looks for. */
const user = 'root'
const password = 'password'
const database = 'dbt'
const grantees = ['dbt_test_user_1', 'dbt_test_user_2', 'dbt_test_user_3']

const setup = [
  `create role ${user} superuser login password '${password}'`,
  ...grantees.map((name) => `create role ${name}`),
]

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { dbt: { type: 'boolean' }, verbose: { type: 'boolean' }, help: { type: 'boolean' } },
    allowPositionals: true,
  })
  if (values.help) {
    console.log(usage)
    return 0
  }
  const isWhole = positionals.length === 0
  const outcomes = await runSuite(positionals, values.dbt ?? false, values.verbose ?? false)
  const failing = outcomes.filter((outcome) => !passes(outcome))
  console.log(share(outcomes))
  if (values.dbt) {
    if (isWhole) writeJson(dbtFile, failing.map(({ test }) => test).sort())
    return 0
  }
  const fails = new Set(readJson<readonly string[]>(dbtFile))
  const results = classResults(outcomes, fails)
  const reasons = readJson<Reasons>(reasonsFile)
  if (isWhole) writeFileSync(resultsFile, resultsPage(results, reasons))
  const unexplained = results.filter(({ name, failed }) => failed.length > 0 && reasons[name] === undefined)
  for (const { name, failed } of unexplained)
    console.log(`${name}: ${failed.map(({ message }) => message ?? 'failed').join('\n  ')}`)
  return unexplained.length === 0 ? 0 : 1
}

async function runSuite(
  names: readonly string[],
  onDbt: boolean,
  verbose: boolean,
): Promise<readonly Outcome[]> {
  const python = join(suiteVenv(), 'python')
  const scratch = mkdtempSync(join(tmpdir(), 'tdbt-suite-'))
  const outcomesFile = join(scratch, 'outcomes.json')
  const warehouse = await startWarehouse(scratch)
  try {
    await warehouse.createDatabase(database, setup)
    await warehouse.createDatabase('dbtMixedCase', [])
    const env = {
      ...process.env,
      POSTGRES_TEST_PORT: String(warehouse.address.port),
      POSTGRES_TEST_USER: user,
      POSTGRES_TEST_PASS: password,
      POSTGRES_TEST_DATABASE: database,
      ...Object.fromEntries(grantees.map((name) => [name.toUpperCase(), name])),
      DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
      DBT_USE_COLORS: 'false',
      SUITE_OUTCOMES: outcomesFile,
      ...(onDbt ? {} : { SUITE_EXECUTABLE: JSON.stringify([process.execPath, executable]) }),
    }
    const selected = names.length === 0 ? [] : ['-k', names.join(' or ')]
    spawnSync(python, ['-m', 'pytest', ...pytestArguments(scratch, verbose), ...selected, folder], {
      cwd: folder,
      env,
      stdio: 'inherit',
    })
    if (!existsSync(outcomesFile)) throw new Error('pytest came to no end: see above')
    return readJson<readonly Outcome[]>(outcomesFile)
  } finally {
    await warehouse.end()
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** What pytest and the tests write goes to the scratch folder; a class runs in one of two processes. */
function pytestArguments(scratch: string, verbose: boolean): readonly string[] {
  return [
    '--quiet',
    `--tb=${verbose ? 'short' : 'no'}`,
    '--show-capture=no',
    '--disable-warnings',
    ...['-p', 'no:cacheprovider'],
    ...['-p', 'no:logging'],
    ...['--numprocesses', '2'],
    ...['--dist', 'loadscope'],
    `--rootdir=${scratch}`,
    `--basetemp=${join(scratch, 'projects')}`,
  ]
}

function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8')) as T
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
    process.exitCode = 2
  },
)
