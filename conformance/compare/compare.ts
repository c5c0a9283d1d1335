import { compiledDifferences } from './compiled-sql.js'
import { type Difference, jsonDifferences } from './difference.js'
import type { CatalogFile, Evidence, ManifestFile, ManifestNode, RunResultsFile, Step } from './evidence.js'

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
  yield* jsonDifferences(at('catalog'), withoutMetadata(dbt.catalog), withoutMetadata(tdbt.catalog))
}

function lines(output: string): string[] {
  return output.split('\n').filter((line) => line !== '')
}

/** Its metadata are those of run_results.json. */
function withoutMetadata(file: CatalogFile | null): unknown {
  return file === null ? null : { ...file, metadata: null }
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

/** The rest of the manifest: compiled SQL has its own rule, and built-in macros are the same by name and arguments. */
function withoutCompiled(manifest: ManifestFile): unknown {
  const nodes = Object.entries(manifest.nodes).map(([id, { compiled_code, extra_ctes, ...node }]) => [
    id,
    { ...comparableNode(id, node), extra_ctes: extra_ctes?.map(({ id }) => id) },
  ])
  const macros = Object.entries(manifest.macros).map(([id, { macro_sql, ...macro }]) => [
    id,
    /^macro\.dbt(_postgres)?\./.test(id)
      ? { ...macro, signature: signature(macro_sql) }
      : { ...macro, macro_sql },
  ])
  const groups = Object.entries(manifest.group_map ?? {}).map(([name, ids]) => [name, inOrder(ids)])
  return {
    ...manifest,
    group_map: Object.fromEntries(groups) as unknown,
    nodes: Object.fromEntries(nodes) as unknown,
    macros: Object.fromEntries(macros) as unknown,
  }
}

/** `name(first,second=none)`, with quotes of one kind and no blanks. */
function signature(sql: string): string {
  const found = /\{%-?\s*(?:macro|test|materialization)\s+(.*?)-?%\}/s.exec(sql)?.[1] ?? sql
  return found.replaceAll('"', "'").replace(/\s+/g, '').replace('()', '')
}

/** Called by the materialization of a test: dbt counts them to the test that it has run, and to no other node. */
const testMaterialization = ['get_limit_subquery_sql', 'should_store_failures', 'statement'].map(
  (name) => `macro.dbt.${name}`,
)

/** What dbt's static parser finds in a model it gives in no order, for it keeps that in sets. */
function comparableNode(id: string, node: ManifestNode): ManifestNode {
  const { macros = [], nodes = [] } = node.depends_on ?? {}
  const called = id.startsWith('test.')
    ? macros.filter((macro) => !testMaterialization.includes(macro))
    : macros
  return {
    ...node,
    ...(node.sources && { sources: inOrder(node.sources) }),
    ...(node.refs && { refs: inOrder(node.refs) }),
    ...(node.depends_on && { depends_on: { ...node.depends_on, macros: called, nodes: inOrder(nodes) } }),
  }
}

function inOrder<T>(list: readonly T[]): readonly T[] {
  return [...list].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

function presence(manifest: ManifestFile | null): string {
  return manifest === null ? 'none' : 'written'
}
