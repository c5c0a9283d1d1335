import { type ErrorOrigin, TdbtError } from '@tdbt/adapter-api'
import { versionName } from '../manifest/model-version.js'
import type { ManifestNode } from '../manifest/node.js'
import { showPlace } from '../project/text-place.js'
import { nodeBeginning } from './config-origin.js'
import type { ErrorCollector } from './parse-errors.js'
import type { ParsedSource } from './parse-sources.js'
import type { ParseState } from './parse-state.js'

const refable: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot'])

/** Tells of enabled nodes that `ref` could not tell apart, and of names with a blank, as dbt 1.11 does. */
export function checkNames(state: ParseState, nodes: readonly ManifestNode[]): void {
  const { errors, texts, warn } = state
  const { flags } = state.project.root.config
  const seen = new Map<string, ManifestNode>()
  for (const node of nodes) {
    const origin = (): ErrorOrigin => nodeBeginning(texts, node)
    if (node.name.includes(' ')) {
      const message = `the name '${node.name}' has a blank in it`
      if (flags.require_resource_names_without_spaces === false)
        warn('ResourceNamesWithSpacesDeprecation', message, origin)
      else errors.add(new TdbtError('name-with-blank', message, origin()))
    }
    if (!refable.has(node.resourceType)) continue
    const name = `${node.packageName}.${node.name}`
    const v = node.model?.version?.v
    // A model has versions or has none.
    const others = v === undefined ? [name, `${name} versions`] : [`${name}.${versionName(v)}`, name]
    const twin = others.map((key) => seen.get(key)).find((other) => other !== undefined)
    if (twin === undefined) {
      seen.set(others[0]!, node)
      if (v !== undefined) seen.set(`${name} versions`, node)
      continue
    }
    const where = `the other is ${showPlace(nodeBeginning(texts, twin).place)}; rename one of them`
    const message = `there are two resources named '${node.name}': ref('${node.name}') could mean either`
    if (twin.resourceType !== node.resourceType && flags.require_unique_project_resource_names !== true)
      warn('DuplicateNameDistinctNodeTypesDeprecation', `${message}; ${where}`, origin)
    else errors.add(new TdbtError('name-twice', message, { ...origin(), hint: where }))
  }
}

/** Tells of tables of a source that are described twice. */
export function checkSources(sources: readonly ParsedSource[], errors: ErrorCollector): void {
  const seen = new Map<string, ParsedSource>()
  for (const parsed of sources) {
    const { source } = parsed
    const twin = seen.get(source.uniqueId)
    if (twin === undefined) seen.set(source.uniqueId, parsed)
    else {
      const hint = `the other is ${showPlace(twin.error('source-twice', '').place)}; merge the two`
      errors.add(
        parsed.error(
          'source-twice',
          `the source '${source.sourceName}.${source.name}' is described twice`,
          hint,
        ),
      )
    }
  }
}

/** Tells of tests that are there twice; dbt lets one of them stand beside others that are disabled. */
export function checkTests(enabled: readonly ManifestNode[], texts: Texts, errors: ErrorCollector): void {
  const seen = new Map<string, ManifestNode>()
  for (const node of enabled) {
    if (node.resourceType !== 'test') continue
    const twin = seen.get(node.uniqueId)
    if (twin === undefined) seen.set(node.uniqueId, node)
    else {
      errors.add(
        new TdbtError('test-twice', `there are two tests named '${node.name}'`, {
          ...nodeBeginning(texts, node),
          hint: `the other is ${showPlace(nodeBeginning(texts, twin).place)}; take one away, or give one a name of its own`,
        }),
      )
    }
  }
}

/** Tells of nodes that would be built as the same relation. */
export function checkRelations(nodes: Iterable<ManifestNode>, texts: Texts, errors: ErrorCollector): void {
  const seen = new Map<string, ManifestNode>()
  for (const node of nodes) {
    if (node.relationName === null || !refable.has(node.resourceType)) continue
    const twin = seen.get(node.relationName)
    if (twin === undefined) seen.set(node.relationName, node)
    else {
      errors.add(
        new TdbtError(
          'relation-twice',
          `${node.uniqueId} and ${twin.uniqueId} would both be ${node.relationName}`,
          {
            ...nodeBeginning(texts, node),
            hint: `give one another alias or schema; the other is ${showPlace(nodeBeginning(texts, twin).place)}`,
          },
        ),
      )
    }
  }
}

type Texts = (file: string) => string | undefined
