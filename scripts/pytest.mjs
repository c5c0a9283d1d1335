import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call, heading, root } from './set-up.mjs'

/**
 * Runs checks of a folder with Python in it, each with its name and its arguments for `python -m`. Gives how many passed,
 * failed and were skipped: each test of a suite, and each check that is none as one.
 * @param {string} programs of the virtual environment
 * @param {string} folder below the repository's
 * @param {{ name: string, args: string[] }[]} checks
 */
export function checkPython(programs, folder, checks) {
  const totals = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, args } of checks) {
    heading(name)
    const outcome = run(join(programs, 'python'), join(root, folder), args)
    console.log(outcome.failed === 0 ? `${name}: fine` : `${name}: FAILED`)
    for (const key of Object.keys(totals)) totals[key] += outcome[key]
  }
  console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
  return totals
}

function run(python, cwd, args) {
  if (args[0] !== 'pytest') {
    const isFine = call(python, ['-m', ...args], { cwd }) === 0
    return { passed: Number(isFine), failed: Number(!isFine), skipped: 0 }
  }
  const scratch = mkdtempSync(join(tmpdir(), 'tdbt-pytest-'))
  const file = join(scratch, 'results.xml')
  try {
    const code = call(python, ['-m', ...args, `--junitxml=${file}`], { cwd })
    return counts(existsSync(file) ? readFileSync(file, 'utf8') : '', code)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** What pytest can't tell of (a crash, no test found) counts as one failure. */
function counts(report, code) {
  const suite = /<testsuite .*?>/.exec(report)?.[0] ?? ''
  const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1] ?? 0)
  const failed = count('failures') + count('errors')
  const skipped = count('skipped')
  return {
    passed: Math.max(0, count('tests') - failed - skipped),
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped,
  }
}
