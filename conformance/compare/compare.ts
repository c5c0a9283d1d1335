import { compiledDifferences } from './compiled-sql.js'
import { type Difference, jsonDifferences } from './difference.js'
import type { Evidence, ManifestFile, RunResultsFile, Step } from './evidence.js'

/** All that two runs of the same commands on the same project don't agree on. */
export function* compare(dbt: Evidence, tdbt: Evidence): Iterable<Difference> {
  for (const [index, step] of dbt.steps.entries()) {
    const other = tdbt.steps[index]
    if (other !== undefined) yield* stepDifferences(step, other)
  }
  if (dbt.manifest !== null && tdbt.manifest !== null) {
    yield* jsonDifferences(['manifest'], withoutCompiled(dbt.manifest), withoutCompiled(tdbt.manifest))
    yield* compiledDifferences(dbt.manifest, tdbt.manifest)
  } else if (dbt.manifest !== tdbt.manifest) {
    yield { path: ['manifest'], dbt: presence(dbt.manifest), tdbt: presence(tdbt.manifest) }
  }
  yield* jsonDifferences(['tables'], dbt.contents, tdbt.contents)
}

function* stepDifferences(dbt: Step, tdbt: Step): Iterable<Difference> {
  const at = (kind: string) => [kind, dbt.command]
  if (dbt.code !== tdbt.code)
    yield { path: at('exit'), dbt: `${dbt.code}\n${dbt.output}`, tdbt: `${tdbt.code}\n${tdbt.output}` }
  if (dbt.code === 0 && /^(ls|list)\b/.test(dbt.command))
    yield* jsonDifferences(at('ls'), lines(dbt.output), lines(tdbt.output))
  yield* jsonDifferences(at('results'), comparableResults(dbt.results), comparableResults(tdbt.results))
}

function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '')
}

/** Messages of errors are each program's own; what a test found is not. */
function comparableResults(file: RunResultsFile | null): unknown {
  if (file === null) return null
  return Object.fromEntries(
    file.results.map(({ unique_id, status, message, failures }) => {
      const isTold = ['pass', 'fail', 'warn', 'success', 'no-op'].includes(status)
      return [unique_id, { status, failures, message: isTold ? message : null }]
    }),
  )
}

/** The rest of the manifest: compiled SQL has its own rule. */
function withoutCompiled(manifest: ManifestFile): unknown {
  const nodes = Object.entries(manifest.nodes).map(([id, { compiled_code, extra_ctes, ...node }]) => [
    id,
    { ...node, extra_ctes: extra_ctes?.map(({ id }) => id) },
  ])
  return { ...manifest, nodes: Object.fromEntries(nodes) as unknown }
}

function presence(manifest: ManifestFile | null): string {
  return manifest === null ? 'none' : 'written'
}
