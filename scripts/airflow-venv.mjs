import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { call, heading, root, runScript, StepFailed } from './set-up.mjs'

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
  const folder = join(root, name)
  const programs = join(folder, 'bin')
  const record = join(folder, 'installed-from')
  const wanted = fingerprint([...files, join(source, 'pyproject.toml')], packages)
  if (existsSync(record) && readFileSync(record, 'utf8') === wanted) return programs

  const python = findPython()
  heading(`Installing Airflow into ${name}`)
  run(python, ['-m', 'venv', '--clear', folder])
  // uv installs these 150 packages in a few seconds, where pip takes minutes.
  run(join(programs, 'python'), ['-m', 'pip', 'install', '--quiet', '--constraint', devLock, 'uv'])
  const install = ['pip', 'install', '--quiet', '--python', join(programs, 'python')]
  run(join(programs, 'uv'), [...install, ...packages])
  run(join(programs, 'uv'), [...install, '--no-deps', '--no-build-isolation', '--editable', source])
  writeFileSync(record, wanted)
  return programs
}

function fingerprint(files, packages) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.update(packages.join(' ')).digest('hex')
}

/** A Python that Airflow runs on and that can make virtual environments; `PYTHON` names another one. */
function findPython() {
  if (process.platform === 'win32')
    throw new StepFailed('Airflow does not run on Windows itself: use WSL, or Docker.')
  const python = process.env.PYTHON ?? 'python3'
  const probe = 'import sys; print(*sys.version_info[:2]); import ensurepip, venv'
  const { stdout, status, error } = spawnSync(python, ['-c', probe], { encoding: 'utf8' })
  if (error) {
    throw new StepFailed(
      `There is no ${python}: install Python 3.10 to 3.14 (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python), or name one in the variable PYTHON.`,
    )
  }
  const version = stdout.trim().replace(' ', '.')
  const [major, minor] = version.split('.').map(Number)
  if (major !== 3 || minor < 10 || minor > 14) {
    throw new StepFailed(
      `Airflow runs on Python 3.10 to 3.14; ${python} is ${version}. Name another one in the variable PYTHON.`,
    )
  }
  if (status !== 0) {
    throw new StepFailed(
      `${python} can't make virtual environments: install its venv (Debian, Ubuntu: apt install python${version}-venv).`,
    )
  }
  return python
}

function run(program, args) {
  if (call(program, args) !== 0)
    throw new StepFailed(
      '\nAirflow could not be installed: see above. It comes from PyPI, or from the index that pip is set up with.',
    )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => {
    console.log(airflowVenv())
    return 0
  })
}
