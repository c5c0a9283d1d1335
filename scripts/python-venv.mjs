import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { call, heading, root, StepFailed } from './set-up.mjs'

/**
 * Makes a virtual environment of Python in the repository, where it is missing or was made from other files or by other
 * steps; gives the folder of its programs.
 * `what`: what is installed, in words. `name`: the folder. `versions`: Python's versions that it runs on, as [oldest, newest]
 * minor number. `files`: what it is made from. `steps`: the calls that install, given the folder of its programs.
 */
export function pythonVenv({ what, name, versions, files, steps }) {
  const folder = join(root, name)
  const programs = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin')
  const python = join(programs, 'python')
  const record = join(folder, 'installed-from')
  const calls = steps({ python, programs })
  const wanted = fingerprint(files, calls)
  if (existsSync(record) && readFileSync(record, 'utf8') === wanted) return programs

  const own = findPython(what, versions)
  heading(`Installing ${what} into ${name}`)
  for (const [program, ...args] of [[own, '-m', 'venv', '--clear', folder], ...calls]) {
    if (call(program, args) !== 0) {
      throw new StepFailed(
        `\n${what} could not be installed: see above. It comes from PyPI, or from the index that pip is set up with.`,
      )
    }
  }
  writeFileSync(record, wanted)
  return programs
}

function fingerprint(files, calls) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(readFileSync(file))
  return hash.update(JSON.stringify(calls)).digest('hex')
}

/** A Python of these versions that can make virtual environments; `PYTHON` names another one. */
function findPython(what, [oldest, newest]) {
  const python = process.env.PYTHON ?? 'python3'
  const probe = 'import sys; print(*sys.version_info[:2]); import ensurepip, venv'
  const { stdout, status, error } = spawnSync(python, ['-c', probe], { encoding: 'utf8' })
  if (error) {
    throw new StepFailed(
      `There is no ${python}: install Python 3.${oldest} to 3.${newest} (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python), or name one in the variable PYTHON.`,
    )
  }
  const version = stdout.trim().replace(' ', '.')
  const [major, minor] = version.split('.').map(Number)
  if (major !== 3 || minor < oldest || minor > newest) {
    throw new StepFailed(
      `${what} runs on Python 3.${oldest} to 3.${newest}; ${python} is ${version}. Name another one in the variable PYTHON.`,
    )
  }
  if (status !== 0) {
    throw new StepFailed(
      `${python} can't make virtual environments: install its venv (Debian, Ubuntu: apt install python${version}-venv).`,
    )
  }
  return python
}
