import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { airflowVenv } from './airflow-venv.mjs'
import { call, heading, leaveCtrlCToSteps, root, runScript, StepFailed, setUp } from './set-up.mjs'

// `npm run airflow`: Airflow by itself, without Docker, with the retail DAG on the Postgres that tdbt brings along.

const project = join(root, 'retail_project')
const home = join(root, '.airflow')
const port = Number(process.env.AIRFLOW_PORT ?? 8080)
const address = `http://127.0.0.1:${port}`

leaveCtrlCToSteps()

await runScript(async () => {
  setUp()
  const programs = airflowVenv()
  await checkPort()

  heading('Reading the project')
  const tdbt = join(root, 'packages', 'cli', 'bin', 'tdbt.js')
  const parsed = call(process.execPath, [tdbt, 'parse', '--project-dir', project, '--target', 'embedded'])
  if (parsed !== 0) throw new StepFailed('\nThe project could not be read: see above.', parsed)

  heading('Starting Airflow')
  mkdirSync(home, { recursive: true })
  const env = environment(programs)
  const airflow = join(programs, 'airflow')
  const migrated = call(airflow, ['db', 'migrate'], {
    env,
    stdio: ['ignore', openSync(join(home, 'db.log'), 'w'), 'inherit'],
  })
  if (migrated !== 0) throw new StepFailed("\nAirflow's database could not be made: see above.", migrated)
  // `airflow standalone` would also start a triggerer, and a server of logs that other machines reach.
  const services = [['api-server'], ['scheduler', '--skip-serve-logs'], ['dag-processor']].map((args) =>
    spawn(airflow, args, { cwd: home, env, stdio: ['ignore', ...logFile(args[0])] }),
  )
  return await untilOneEnds(services)
})

/** @param {string} name */
function logFile(name) {
  const file = openSync(join(home, `${name}.log`), 'w')
  return [file, file]
}

/** @param {import('node:child_process').ChildProcess[]} services */
async function untilOneEnds(services) {
  let isOver = false
  const ends = services.map(
    (service) =>
      new Promise((resolve) =>
        service.on('close', (code, signal) => {
          isOver = true
          resolve({ service, code, signal })
        }),
      ),
  )
  void sayWhereItIs(() => isOver)
  const { service, code, signal } = await Promise.race(ends)
  for (const other of services) other.kill('SIGINT')
  await Promise.all(ends)
  if (signal === 'SIGINT' || code === 0 || code === 130) return 0
  throw new StepFailed(
    `\nairflow ${service.spawnargs[1]} has ended by itself: see ${home}/${service.spawnargs[1]}.log`,
  )
}

/** @param {string} programs */
function environment(programs) {
  const path = [programs, join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
  return {
    ...process.env,
    PATH: path,
    DBT_TARGET: process.env.DBT_TARGET ?? 'embedded',
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__DAGS_FOLDER: join(project, 'airflow', 'dags'),
    AIRFLOW__CORE__LOAD_EXAMPLES: 'false',
    AIRFLOW__CORE__PARALLELISM: '8',
    AIRFLOW__API__HOST: '127.0.0.1',
    AIRFLOW__API__PORT: String(port),
    AIRFLOW__API__BASE_URL: address,
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${address}/execution/`,
  }
}

/** Airflow would say so only after half a minute, in the middle of its log. */
async function checkPort() {
  const server = createServer()
  await new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new StepFailed(
          `Port ${port} can't be had (${error.message}): take another one, AIRFLOW_PORT=8081 make airflow.`,
        ),
      ),
    )
    server.listen(port, '127.0.0.1', () => server.close(resolve))
  })
}

/** @param {() => boolean} isOver */
async function sayWhereItIs(isOver) {
  while (!isOver() && !(await answers())) await wait(1000)
  if (isOver()) return
  heading(`Airflow is at ${address}`)
  for (const [user, password] of Object.entries(logins())) console.log(`  user ${user}, password ${password}`)
  console.log('  There, open the DAG `retail` and press Trigger.')
  console.log('  What it makes is in the Postgres of retail_project: npx tdbt show --select monthly_revenue')
  console.log(`  Logs are in ${home}. Ctrl-C stops Airflow.`)
}

async function answers() {
  try {
    return (await fetch(`${address}/api/v2/monitor/health`)).ok
  } catch {
    return false
  }
}

/** Those that Airflow has made itself. */
function logins() {
  const file = join(home, 'simple_auth_manager_passwords.json.generated')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}
