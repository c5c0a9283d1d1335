import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { runVitest, tellCounts } from './run-vitest.mjs'
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
  const outcome = runVitest(process.argv.slice(2))
  for (const key of Object.keys(totals)) totals[key] += outcome[key]
  return tellCounts({ ...totals, reasons: outcome.reasons })
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
