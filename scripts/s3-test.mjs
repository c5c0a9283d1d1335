import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { pythonVenv } from './python-venv.mjs'
import { runVitest, tellCounts } from './run-vitest.mjs'
import { heading, root, runScript, setUp } from './set-up.mjs'

// `npm run s3:test`: the tests against a server that speaks S3. That server (moto) is a package of Python and stands in
// .venv-s3 of the repository, as packages/cli/test/s3/requirements.lock has it. The last line counts the tests.

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
  const programs = pythonVenv({
    what: 'The server',
    name: '.venv-s3',
    versions: [10, 14],
    files: [lock],
    steps: ({ python }) => [
      [python, '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', lock],
    ],
  })
  heading('Tests')
  const env = {
    ...process.env,
    TDBT_TEST_S3_PYTHON: join(programs, 'python'),
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  }
  return tellCounts(runVitest(['packages/cli/test/s3', ...process.argv.slice(2)], { env }))
})
