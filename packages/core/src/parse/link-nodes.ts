import type { ManifestNode } from '../manifest/node.js'
import type { ReadResolver } from './resolve-refs.js'

/** Nodes with what they read, generic tests with the node that they are listed at, models with their keys. */
export function linkNodes(
  nodes: readonly ManifestNode[],
  reads: ReadResolver,
): ReadonlyMap<string, ManifestNode> {
  const groups = new Map(nodes.map((node) => [node.uniqueId, node.group]))
  const linked = new Map<string, ManifestNode>()
  for (const node of nodes) {
    const parents = reads.of(node)
    if (parents === undefined) continue
    const dependsOn = { macros: node.dependsOn.macros, nodes: parents }
    const attachedNode = node.test === null ? undefined : attachedTo(node, reads)
    linked.set(
      node.uniqueId,
      node.test === null || attachedNode === undefined
        ? { ...node, dependsOn }
        : {
            ...node,
            dependsOn,
            group: groups.get(attachedNode) ?? null,
            test: { ...node.test, attachedNode },
          },
    )
  }
  for (const [id, primaryKey] of primaryKeys(linked)) {
    const node = linked.get(id)
    if (node?.model) linked.set(id, { ...node, model: { ...node.model, primaryKey } })
  }
  return linked
}

function attachedTo({ test, packageName }: ManifestNode, { refs }: ReadResolver): string | undefined {
  if (!test?.listedAt) return undefined
  return refs.node({ ...test.listedAt, package: packageName }, packageName)
}

/** dbt: the columns with a unique and a not_null test; failing these, those with a unique test. */
function primaryKeys(nodes: ReadonlyMap<string, ManifestNode>): ReadonlyMap<string, readonly string[]> {
  const tested = new Map<string, { readonly unique: Set<string>; readonly notNull: Set<string> }>()
  for (const { test } of nodes.values()) {
    if (test === null || test.attachedNode === null) continue
    const { name, kwargs } = test.metadata
    const isUnique = name === 'unique' || name === 'unique_combination_of_columns'
    if (!isUnique && name !== 'not_null') continue
    const found = tested.get(test.attachedNode) ?? { unique: new Set<string>(), notNull: new Set<string>() }
    tested.set(test.attachedNode, found)
    const listed =
      name === 'unique_combination_of_columns' ? kwargs.combination_of_columns : kwargs.column_name
    for (const column of Array.isArray(listed) ? listed : [listed]) {
      if (typeof column === 'string') (isUnique ? found.unique : found.notNull).add(column)
    }
  }
  const keys = new Map<string, readonly string[]>()
  for (const [id, { unique, notNull }] of tested) {
    if (unique.size === 0) continue
    const both = [...unique].filter((column) => notNull.has(column))
    keys.set(id, both.length > 0 ? both : [...unique])
  }
  return keys
}
