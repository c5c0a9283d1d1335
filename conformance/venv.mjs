import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pythonVenv } from '../scripts/python-venv.mjs'
import { root, runScript } from '../scripts/set-up.mjs'

// `node conformance/venv.mjs`: conformance/.venv with the dbt that tdbt is compared with, as requirements.txt has it.
// Nothing is done where it is so.

const folder = join(root, 'conformance')

/** Makes the virtual environment where it is missing or of other versions; gives the folder of its programs. */
export function dbtVenv() {
  return venvOf('dbt', 'conformance/.venv', [join(folder, 'requirements.txt')])
}

/** The same with dbt's tests of adapters and pytest, in conformance/.venv-suite. */
export function suiteVenv() {
  const files = ['requirements.txt', 'adapter-suite/requirements.txt'].map((name) => join(folder, name))
  return venvOf("dbt's adapter tests", 'conformance/.venv-suite', files)
}

/** The last file names the others. */
function venvOf(what, name, files) {
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement']
  return pythonVenv({
    what,
    name,
    versions: [10, 13],
    files,
    steps: ({ python }) => [[python, ...install, files.at(-1)]],
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => {
    console.log(dbtVenv())
    return 0
  })
}
