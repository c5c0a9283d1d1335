import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runVitest, tellCounts } from './run-vitest.mjs'
import { call, heading, root, runScript, StepFailed, setUp } from './set-up.mjs'

// `npm run s3:test`: the tests against a server that speaks S3. That server (moto) is a package of Python and stands in
// .venv-s3 of the repository, as packages/cli/test/s3/requirements.lock has it. The last line counts the tests.

const folder = join(root, '.venv-s3')
const lock = join(root, 'packages/cli/test/s3/requirements.lock')

await runScript(() => {
  const python = process.env.PYTHON ?? 'python3'
  if (spawnSync(python, ['-c', 'import ensurepip, venv']).status !== 0) {
    console.log(
      `The tests of S3 are skipped: there is no ${python} with venv (Debian, Ubuntu: apt install python3-venv; or name another one in the variable PYTHON).`,
    )
    return tellCounts({ passed: 0, failed: 0, skipped: 1, reasons: ['packages/cli/test/s3: needs Python'] })
  }
  setUp()
  const program = serverVenv(python)
  heading('Tests')
  const env = {
    ...process.env,
    TDBT_TEST_S3_PYTHON: program,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
  return tellCounts(runVitest(['packages/cli/test/s3', ...process.argv.slice(2)], { env }))
})

/** Makes the virtual environment where it is missing or of other versions; gives its Python. */
function serverVenv(python) {
  const program = join(
    folder,
    ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']),
  )
  const record = join(folder, 'installed-from')
  const wanted = readFileSync(lock, 'utf8')
  if (existsSync(record) && readFileSync(record, 'utf8') === wanted) return program
  heading('Installing the server into .venv-s3')
  step(python, ['-m', 'venv', '--clear', folder])
  step(program, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', lock])
  writeFileSync(record, wanted)
  return program
}

function step(program, args) {
  if (call(program, args) !== 0)
    throw new StepFailed(
      '\nThe server could not be installed: see above. It comes from the index that pip is set up with.',
    )
}
