import { TdbtError } from '@tdbt/adapter-api'
import type { ManifestNode, SourceDefinition } from '../manifest/node.js'
import type { Project } from '../project/project.js'
import type { Draft } from './draft.js'
import type { ErrorCollector } from './parse-errors.js'

const refable: ReadonlySet<string> = new Set(['model', 'seed', 'snapshot'])

/** Tells of nodes that `ref` could not tell apart, and of names with a blank, which dbt 1.11 refuses. */
export function checkNames(project: Project, drafts: readonly Draft[], errors: ErrorCollector): void {
  const allowsBlanks = project.root.config.flags.require_resource_names_without_spaces === false
  const seen = new Map<string, Draft>()
  for (const draft of drafts) {
    if (!refable.has(draft.resourceType)) continue
    const place = { file: draft.originalFilePath, line: draft.origin.line, column: draft.origin.column }
    if (!allowsBlanks && draft.name.includes(' ')) {
      errors.add(
        new TdbtError('name-with-blank', `the name '${draft.name}' has a blank in it`, {
          place,
        }),
      )
    }
    const key = `${draft.packageName}.${draft.name}`
    const twin = seen.get(key)
    if (twin === undefined) seen.set(key, draft)
    else {
      errors.add(
        new TdbtError(
          'name-twice',
          `there are two resources named '${draft.name}': ref('${draft.name}') could mean either`,
          { place, hint: `the other is ${twin.originalFilePath}; rename one of them` },
        ),
      )
    }
  }
}

/** Tells of tables of a source that are described twice. */
export function checkSources(sources: readonly SourceDefinition[], errors: ErrorCollector): void {
  const seen = new Map<string, SourceDefinition>()
  for (const source of sources) {
    const twin = seen.get(source.uniqueId)
    if (twin === undefined) seen.set(source.uniqueId, source)
    else {
      errors.add(
        new TdbtError('source-twice', `the source '${source.sourceName}.${source.name}' is described twice`, {
          place: { file: source.originalFilePath },
          hint: `the other is in ${twin.originalFilePath}; merge the two`,
        }),
      )
    }
  }
}

/** Tells of nodes that would be built as the same relation. */
export function checkRelations(nodes: Iterable<ManifestNode>, errors: ErrorCollector): void {
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
            place: { file: node.originalFilePath, line: node.origin.line, column: node.origin.column },
            hint: `give one another alias or schema; the other is ${twin.originalFilePath}`,
          },
        ),
      )
    }
  }
}
