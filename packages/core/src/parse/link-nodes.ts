import type { ManifestNode, SourceDefinition } from '../manifest/node.js'
import { hasKey } from './constraints.js'
import { foreignKeyRelations } from './foreign-keys.js'
import type { ParseState } from './parse-state.js'
import type { ReadResolver } from './resolve-refs.js'

/** Nodes with what they read, generic tests with the node that they are listed at, models with their keys. */
export function linkNodes(
  state: ParseState,
  nodes: readonly ManifestNode[],
  disabled: readonly ManifestNode[],
  sources: readonly SourceDefinition[],
  reads: ReadResolver,
): ReadonlyMap<string, ManifestNode> {
  const byId = new Map<string, ManifestNode | SourceDefinition>(
    [...sources, ...nodes].map((item) => [item.uniqueId, item]),
  )
  const linked = new Map<string, ManifestNode>()
  for (const node of nodes) {
    const parents = reads.of(node)
    if (parents === undefined) continue
    const dependsOn = { macros: node.dependsOn.macros, nodes: parents }
    linked.set(node.uniqueId, { ...attach(node, reads, byId), dependsOn })
  }
  const tested = new Map<string, ManifestNode[]>()
  for (const node of [...linked.values(), ...disabled]) {
    const id = attachedTo(node, reads)
    if (id !== undefined) tested.set(id, [...(tested.get(id) ?? []), node])
  }
  for (const node of linked.values()) {
    if (!node.model) continue
    const primaryKey = primaryKeyOf(node, tested.get(node.uniqueId) ?? [])
    const foreignKeys = foreignKeyRelations(state, node, reads, (id) => byId.get(id))
    if (primaryKey.length === 0 && foreignKeys.size === 0) continue
    linked.set(node.uniqueId, { ...node, model: { ...node.model, primaryKey, foreignKeys } })
  }
  return linked
}

/** A generic test is of the group of what it is listed at. */
export function attach(
  node: ManifestNode,
  reads: ReadResolver,
  byId: ReadonlyMap<string, ManifestNode | SourceDefinition>,
): ManifestNode {
  const attachedNode = attachedTo(node, reads)
  if (node.test === null || attachedNode === undefined) return node
  const attached = byId.get(attachedNode)
  const group = attached && 'group' in attached ? attached.group : null
  return { ...node, group, test: { ...node.test, attachedNode } }
}

function attachedTo({ test, packageName }: ManifestNode, { refs }: ReadResolver): string | undefined {
  if (!test?.listedAt) return undefined
  return refs.node({ ...test.listedAt, package: packageName }, packageName)
}

/**
 * dbt's inference: the columns that constraints name; else those with a unique and a not_null test; failing these,
 * those with a unique test, of tests that are enabled before others.
 */
function primaryKeyOf({ model, columns }: ManifestNode, tests: readonly ManifestNode[]): readonly string[] {
  const constraint = model?.constraints.find((each) => hasKey([each]))
  if (constraint) return [...(constraint.columns as readonly string[])].sort()
  const column = [...columns.values()].find((each) => hasKey(each.constraints))
  if (column) return [column.name]
  const unique = { on: new Set<string>(), off: new Set<string>() }
  const notNull = new Set<string>()
  for (const { test, config } of tests) {
    const { name, kwargs } = test!.metadata
    const isUnique = name === 'unique' || name === 'unique_combination_of_columns'
    const listed =
      typeof kwargs.column_name === 'string' ? [kwargs.column_name] : kwargs.combination_of_columns
    for (const tested of Array.isArray(listed) ? listed : []) {
      if (typeof tested !== 'string') continue
      if (isUnique) (config.enabled ? unique.on : unique.off).add(tested)
      else if (name === 'not_null') notNull.add(tested)
    }
  }
  const both = [...notNull].filter((tested) => unique.on.has(tested) || unique.off.has(tested))
  return [both, [...unique.on], [...unique.off]].find((found) => found.length > 0)?.sort() ?? []
}
