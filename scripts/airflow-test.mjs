import { parseArgs } from 'node:util'
import { airflowVenv, olderAirflowVenv } from './airflow-venv.mjs'
import { checkPython } from './pytest.mjs'
import { runScript, setUp } from './set-up.mjs'

// `npm run airflow:test`: the retail DAG from end to end, in a real Airflow on real servers.

const usage = `npm run airflow:test            with Airflow 3, on the sample
npm run airflow:test -- --long  on UCI's file too, and the DAG's file with Airflow 2.11, which is installed for that`

const folder = 'retail_project/airflow'

await runScript(() => {
  const { long, help } = parseArgs({
    options: { long: { type: 'boolean' }, help: { type: 'boolean' } },
  }).values
  if (help) {
    console.log(usage)
    return 0
  }
  setUp()
  const endToEnd = ['pytest', '-p', 'no:cacheprovider', '-s', '-rs', ...(long ? ['--real-data'] : [])]
  const counted = [
    checkPython(airflowVenv(), folder, [
      { name: 'Format of the DAG (ruff)', args: ['ruff', 'format', '--check', '.'] },
      { name: 'Lint of the DAG (ruff)', args: ['ruff', 'check', '.'] },
      { name: 'The DAG, end to end (pytest)', args: endToEnd },
    ]),
  ]
  if (long) {
    const args = ['pytest', '-p', 'no:cacheprovider', '-q', '--noconftest', 'test/test_import.py']
    counted.push(checkPython(olderAirflowVenv(), folder, [{ name: 'The DAG with Airflow 2.11', args }]))
  }
  return counted.every(({ failed }) => failed === 0) ? 0 : 1
})
