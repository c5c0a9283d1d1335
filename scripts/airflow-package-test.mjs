import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { airflowVenv, olderAirflowVenv } from './airflow-venv.mjs'
import { call, heading, root, runScript, setUp } from './set-up.mjs'

// `npm run airflow:package-test`: format, lint, types and tests of integrations/airflow, in a real Airflow.

const usage = `npm run airflow:package-test            with Airflow 3
npm run airflow:package-test -- --long  and its DAGs with Airflow 2.11 too, which is installed for that`

const folder = join(root, 'integrations', 'airflow')

await runScript(() => {
  const { long, help } = parseArgs({
    options: { long: { type: 'boolean' }, help: { type: 'boolean' } },
  }).values
  if (help) {
    console.log(usage)
    return 0
  }
  setUp()
  const programs = airflowVenv()
  const checks = [
    { name: 'Format (ruff)', program: join(programs, 'ruff'), args: ['format', '--check', '.'] },
    { name: 'Lint (ruff)', program: join(programs, 'ruff'), args: ['check', '.'] },
    { name: 'Types (mypy)', program: join(programs, 'mypy'), args: [] },
    { name: 'Tests (pytest)', program: join(programs, 'python'), args: ['-m', 'pytest', '-q'] },
  ]
  if (long) {
    const files = ['tests/test_structure.py', 'tests/test_airflow_2.py']
    const args = ['-m', 'pytest', '-q', '--disable-warnings', ...files]
    checks.push({ name: 'Tests with Airflow 2.11', program: join(olderAirflowVenv(), 'python'), args })
  }
  const failed = checks.filter(({ name, program, args }) => {
    heading(name)
    const isFine = call(program, args, { cwd: folder }) === 0
    console.log(isFine ? `${name}: fine` : `${name}: FAILED`)
    return !isFine
  })
  return failed.length === 0 ? 0 : 1
})
