import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { call, calledIn, heading, leaveCtrlCToSteps, root, runScript, StepFailed, setUp } from './set-up.mjs'

// `npm run retail`: from a fresh clone to a tested star schema, with a short report at the end.

const usage = `npm run retail                  the data of UCI, or the bundled synthetic sample where that can't be reached
npm run retail -- --data PATH   a file of one's own: zip, xlsx, csv or csv.gz, or the address of one`

const project = join(root, 'retail_project')
const cli = join(root, 'packages', 'cli', 'bin', 'tdbt.js')
const sample = join(project, 'sample', 'online_retail_sample.csv.gz')
const ofProject = ['--project-dir', project, '--profiles-dir', project, '--target', 'embedded']

/** Exit code of `tdbt ingest` where a file can't be downloaded. */
const unreachable = 3

leaveCtrlCToSteps()

await runScript(() => {
  const { data, help } = readArguments()
  if (help) {
    console.log(usage)
    return 0
  }
  setUp()

  heading('Starting the embedded Postgres')
  step(['server', 'start', '--project-dir', project])

  heading('Loading the data')
  const isSynthetic = ingest(data)

  heading('Building and testing the star schema')
  const built = call(process.execPath, [cli, 'build', ...ofProject])
  if (built !== 0) throw new StepFailed('\nThe build failed: see above.', built)
  report(isSynthetic)
  return 0
})

function readArguments() {
  const { data, help } = parsed()
  return { data: data === undefined ? undefined : pathOrUrl(data), help }
}

function parsed() {
  try {
    return parseArgs({ options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h' } } }).values
  } catch (error) {
    throw new StepFailed(`${error.message}\n\n${usage}`)
  }
}

function pathOrUrl(data) {
  if (/^(https?|s3):\/\//.test(data)) return data
  const path = resolve(calledIn, data)
  if (!existsSync(path)) throw new StepFailed(`There is no file ${path}.`)
  return path
}

/** Gives whether the sample had to do. A file that was asked for is never replaced by it. */
function ingest(data) {
  const args = ['ingest', ...ofProject, '--select', 'source:retail']
  if (data !== undefined) {
    step([...args, '--data', data])
    return false
  }
  // Nobody waits minutes for a demo to find out that there is no network.
  const code = call(process.execPath, [cli, ...args, '--timeout', '10', '--tries', '2'])
  if (code === 0) return false
  if (code !== unreachable) throw new StepFailed('\nLoading the data failed: see above.', code)
  console.log("\nThe real data can't be reached from here (see above).")
  console.log('The bundled SYNTHETIC sample is used instead: its figures are invented.')
  console.log('With the real file: npm run retail -- --data PATH\n')
  step([...args, '--data', sample])
  return true
}

function report(isSynthetic) {
  const { months, counts } = figures()
  const largest = Math.max(...months.map(({ revenue }) => Number(revenue)))
  heading(`Revenue per month${isSynthetic ? ' (SYNTHETIC sample: invented figures)' : ''}`)
  for (const { month, revenue } of months) {
    const bar = '█'.repeat(Math.max(0, Math.round((Number(revenue) / largest) * 40)))
    console.log(`  ${month}  ${number(revenue, 2).padStart(14)}  ${bar}`)
  }
  heading('What there is now')
  for (const { name, rows } of counts) console.log(`  ${number(rows).padStart(9)} rows  ${name}`)
  const { passed, total } = testResults()
  console.log(`  ${number(passed).padStart(9)} of ${number(total)} tests passed`)

  const url = ask(['server', 'url', '--project-dir', project]).trim()
  heading('What to try next')
  console.log(`  psql '${url}'`)
  console.log(`  cd retail_project`)
  console.log(`  npx tdbt show --select monthly_revenue`)
  console.log(`  npx tdbt show --inline "select * from {{ ref('dim_product') }} where kind <> 'product'"`)
  console.log(`  npx tdbt build --select staging+`)
  console.log(`  npx tdbt server stop      (Postgres stays up until then)`)
}

/** Asks the warehouse itself, by the models' names. */
function figures() {
  const tables = [
    'stg_online_retail',
    'fact_transactions',
    'dim_product',
    'dim_customer',
    'dim_country',
    'dim_date',
  ]
  const parts = tables.map((name) => `select '${name}' as name, count(*) as rows from {{ ref('${name}') }}`)
  return {
    months: rowsOf(
      "select to_char(month_start, 'YYYY-MM') as month, net_revenue as revenue from {{ ref('monthly_revenue') }} order by 1",
    ),
    counts: rowsOf(`${parts.join(' union all ')} order by rows desc, name`),
  }
}

function rowsOf(sql) {
  const options = ['--quiet', '--output', 'json', '--limit', '-1']
  return JSON.parse(ask(['show', ...ofProject, ...options, '--inline', sql])).show
}

function testResults() {
  const { results } = JSON.parse(readFileSync(join(project, 'target', 'run_results.json'), 'utf8'))
  const tests = results.filter(({ unique_id }) => /^(test|unit_test)\./.test(unique_id))
  return { passed: tests.filter(({ status }) => status === 'pass').length, total: tests.length }
}

/** Runs a command of tdbt whose failure ends this script. */
function step(args) {
  const code = call(process.execPath, [cli, ...args])
  if (code !== 0) throw new StepFailed(`\ntdbt ${args[0]} failed: see above.`, code)
}

/** Gives what a command of tdbt prints. */
function ask(args) {
  const { status, stdout, error } = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (error) throw error
  if (status !== 0) throw new StepFailed(`${stdout}\ntdbt ${args[0]} failed.`)
  return stdout
}

function number(value, digits = 0) {
  return Number(value).toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}
