import { parseArgs } from 'node:util'
import { airflowVenv, olderAirflowVenv } from './airflow-venv.mjs'
import { checkPython } from './pytest.mjs'
import { runScript, setUp } from './set-up.mjs'

// `npm run airflow:package-test`: format, lint, types and tests of integrations/airflow, in a real Airflow.

const usage = `npm run airflow:package-test            with Airflow 3
npm run airflow:package-test -- --long  and its DAGs with Airflow 2.11 too, which is installed for that`

const folder = 'integrations/airflow'

await runScript(() => {
  const { long, help } = parseArgs({
    options: { long: { type: 'boolean' }, help: { type: 'boolean' } },
  }).values
  if (help) {
    console.log(usage)
    return 0
  }
  setUp()
  const counted = [
    checkPython(airflowVenv(), folder, [
      { name: 'Format (ruff)', args: ['ruff', 'format', '--check', '.'] },
      { name: 'Lint (ruff)', args: ['ruff', 'check', '.'] },
      { name: 'Types (mypy)', args: ['mypy'] },
      { name: 'Tests (pytest)', args: ['pytest', '-q'] },
    ]),
  ]
  if (long) {
    const files = ['tests/test_structure.py', 'tests/test_airflow_2.py']
    const args = ['pytest', '-q', '--disable-warnings', ...files]
    counted.push(checkPython(olderAirflowVenv(), folder, [{ name: 'Tests with Airflow 2.11', args }]))
  }
  return counted.every(({ failed }) => failed === 0) ? 0 : 1
})
