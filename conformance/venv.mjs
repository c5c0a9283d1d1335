import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pythonVenv } from '../scripts/python-venv.mjs'
import { root, runScript } from '../scripts/set-up.mjs'

// `node conformance/venv.mjs`: conformance/.venv with the dbt that tdbt is compared with, as requirements.txt has it.
// Nothing is done where it is so.

const requirements = join(root, 'conformance', 'requirements.txt')

/** Makes the virtual environment where it is missing or of other versions; gives the folder of its programs. */
export function dbtVenv() {
  return pythonVenv({
    what: 'dbt',
    name: 'conformance/.venv',
    versions: [10, 13],
    files: [requirements],
    steps: ({ python }) => [
      [
        python,
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--requirement',
        requirements,
      ],
    ],
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runScript(() => {
    console.log(dbtVenv())
    return 0
  })
}
