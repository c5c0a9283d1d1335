import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pythonVenv } from './python-venv.mjs'
import { root, runScript, StepFailed } from './set-up.mjs'

// `node scripts/airflow-venv.mjs`: .venv-airflow of the repository, with Airflow, tdbt-airflow (as it stands in
// integrations/airflow, editable) and what checks it, all as the lock files have them. Nothing is done where it is so.

const source = join(root, 'integrations', 'airflow')
const devLock = join(source, 'requirements-dev.lock')

/** Makes the virtual environment where it is missing or of other versions; gives the folder of its programs. */
export function airflowVenv() {
  const lock = join(source, 'requirements.lock')
  return virtualEnvironment(
    '.venv-airflow',
    [lock, devLock],
    ['--requirement', lock, '--requirement', devLock],
  )
}

/** The same in .venv-airflow-2, with the newest Airflow before 3. */
export function olderAirflowVenv() {
  return virtualEnvironment('.venv-airflow-2', [devLock], ['apache-airflow==2.11.2', 'hatchling', 'pytest'])
}

function virtualEnvironment(name, files, packages) {
  if (process.platform === 'win32')
    throw new StepFailed('Airflow does not run on Windows itself: use WSL, or Docker.')
  return pythonVenv({
    what: 'Airflow',
    name,
    versions: [10, 14],
    files: [...files, join(source, 'pyproject.toml')],
    steps: ({ python, programs }) => {
      const install = [join(programs, 'uv'), 'pip', 'install', '--quiet', '--python', python]
      return [
        // uv installs these 150 packages in a few seconds, where pip takes minutes.
        [python, '-m', 'pip', 'install', '--quiet', '--constraint', devLock, 'uv'],
        [...install, ...packages],
        [...install, '--no-deps', '--no-build-isolation', '--editable', source],
      ]
    },
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => {
    console.log(airflowVenv())
    return 0
  })
}
