import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { call, heading, root, tool } from './set-up.mjs'

/** Runs vitest; what it can't tell of (a crash, a file that does not load) counts as one failure. */
export function runVitest(args, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tdbt-tests-'))
  const file = join(folder, 'results.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = call(process.execPath, [tool('vitest/vitest.mjs'), 'run', ...reporters, ...args], options)
    if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0, reasons: [] }
    const results = JSON.parse(readFileSync(file, 'utf8'))
    const brokenFiles = results.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
    )
    const failed = results.numFailedTests + brokenFiles.length
    return {
      passed: results.numPassedTests,
      // An error outside of any test fails the run too.
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: results.numPendingTests + results.numTodoTests,
      reasons: skipReasons(results),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Says what was skipped and, in the last line, how many tests there were. Gives the exit code. */
export function tellCounts({ passed, failed, skipped, reasons }) {
  if (reasons.length > 0) heading('Skipped')
  for (const reason of reasons) console.log(`  ${reason}`)
  console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
  return failed === 0 ? 0 : 1
}

/** The groups that were left out, by their names: those say why. */
function skipReasons({ testResults }) {
  const counts = new Map()
  for (const { name: file, assertionResults } of testResults) {
    for (const { status, ancestorTitles, title } of assertionResults) {
      if (!['pending', 'skipped', 'todo'].includes(status)) continue
      const group = [relative(root, file), ancestorTitles.join(' > ') || title].join(': ')
      counts.set(group, (counts.get(group) ?? 0) + 1)
    }
  }
  return [...counts].map(([group, count]) => `${group} (${count} ${count === 1 ? 'test' : 'tests'})`)
}
