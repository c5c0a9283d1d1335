import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { call, heading, root, runScript, setUp, tool } from './set-up.mjs'

// `npm test`: lint, types and all tests. The last line counts tests, and each check beside them as one.

await runScript(() => {
  setUp()
  const totals = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, args } of checks()) {
    heading(name)
    const isFine = call(process.execPath, args) === 0
    console.log(isFine ? `${name}: fine` : `${name}: FAILED`)
    totals[isFine ? 'passed' : 'failed'] += 1
  }

  heading('Tests')
  const outcome = runTests(process.argv.slice(2))
  for (const key of Object.keys(totals)) totals[key] += outcome[key]
  if (outcome.reasons.length > 0) heading('Skipped')
  for (const reason of outcome.reasons) console.log(`  ${reason}`)
  console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`)
  return totals.failed === 0 ? 0 : 1
})

function checks() {
  return [
    { name: 'Format and lint (biome)', args: [tool('@biomejs/biome/bin/biome'), 'check', '.'] },
    { name: 'Lint with types (eslint)', args: [tool('eslint/bin/eslint.js'), '.'] },
    {
      name: 'Imports (dependency-cruiser)',
      args: [
        tool('dependency-cruiser/bin/dependency-cruise.mjs'),
        '--config',
        '.dependency-cruiser.cjs',
        ...sourceFolders(),
      ],
    },
    { name: 'Types (tsc)', args: [tool('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'] },
  ]
}

function sourceFolders() {
  const folders = ['packages', 'retail_project', 'benchmarks', 'examples', 'scripts', 'test']
  return folders.filter((name) => existsSync(join(root, name)))
}

/** Runs vitest; what it can't tell of (a crash, a file that does not load) counts as one failure. */
function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'tdbt-tests-'))
  const file = join(folder, 'results.json')
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const code = call(process.execPath, [tool('vitest/vitest.mjs'), 'run', ...reporters, ...args])
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
