import { TdbtError } from '@tdbt/adapter-api'
import { versionName } from '../manifest/model-version.js'
import type { ManifestNode } from '../manifest/node.js'
import type { Project } from '../project/project.js'
import { showPlace } from '../project/text-place.js'
import { nodeBeginning } from './config-origin.js'
import type { Draft } from './draft.js'
import type { ErrorCollector } from './parse-errors.js'
import type { ParsedSource } from './parse-sources.js'

const refable: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot'])

/** Tells of nodes that `ref` could not tell apart, and of names with a blank, which dbt 1.11 refuses. */
export function checkNames(
  project: Project,
  drafts: readonly Draft[],
  texts: Texts,
  errors: ErrorCollector,
): void {
  const allowsBlanks = project.root.config.flags.require_resource_names_without_spaces === false
  const seen = new Map<string, Draft>()
  const versioned = new Map<string, Draft>()
  for (const draft of drafts) {
    if (!refable.has(draft.resourceType)) continue
    const origin = nodeBeginning(texts, draft)
    if (!allowsBlanks && draft.name.includes(' ')) {
      errors.add(
        new TdbtError('name-with-blank', `the name '${draft.name}' has a blank in it`, {
          ...origin,
        }),
      )
    }
    const name = `${draft.packageName}.${draft.name}`
    const key = draft.version === null ? name : `${name}.${versionName(draft.version.v)}`
    // A model has versions or has none.
    const twin = seen.get(key) ?? (draft.version === null ? versioned.get(name) : seen.get(name))
    if (draft.version !== null) versioned.set(name, draft)
    if (twin === undefined) seen.set(key, draft)
    else {
      errors.add(
        new TdbtError(
          'name-twice',
          `there are two resources named '${draft.name}': ref('${draft.name}') could mean either`,
          {
            ...origin,
            hint: `the other is ${showPlace(nodeBeginning(texts, twin).place)}; rename one of them`,
          },
        ),
      )
    }
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
