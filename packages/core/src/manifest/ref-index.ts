import type { ManifestNode, SourceDefinition } from './node.js'

/** Finds what a `ref()` or `source()` names, each in one look-up. */
export interface RefIndex {
  /**
   * dbt's rule: with a package, that package alone; without one, the node's own package, the root project, and then
   * any other.
   */
  node(name: string, packageName: string | null, nodePackage: string): string | undefined
  source(sourceName: string, tableName: string, nodePackage: string): string | undefined
  nodeNames(): Iterable<string>
  sourceNames(): Iterable<string>
}

const refable = new Set(['model', 'seed', 'snapshot'])

export function createRefIndex(
  rootPackage: string,
  nodes: Iterable<Pick<ManifestNode, 'uniqueId' | 'name' | 'packageName' | 'resourceType'>>,
  sources: Iterable<Pick<SourceDefinition, 'uniqueId' | 'sourceName' | 'name' | 'packageName'>>,
): RefIndex {
  const byName = new Map<string, Map<string, string>>()
  for (const node of nodes) {
    if (refable.has(node.resourceType)) put(byName, node.name, node.packageName, node.uniqueId)
  }
  const bySource = new Map<string, Map<string, string>>()
  for (const source of sources) {
    put(bySource, `${source.sourceName}.${source.name}`, source.packageName, source.uniqueId)
  }
  const find = (found: Map<string, string> | undefined, own: string): string | undefined =>
    found?.get(own) ?? found?.get(rootPackage) ?? found?.values().next().value
  return {
    node: (name, packageName, nodePackage) =>
      packageName === null ? find(byName.get(name), nodePackage) : byName.get(name)?.get(packageName),
    source: (sourceName, tableName, nodePackage) =>
      find(bySource.get(`${sourceName}.${tableName}`), nodePackage),
    nodeNames: () => byName.keys(),
    sourceNames: () => bySource.keys(),
  }
}

function put(
  index: Map<string, Map<string, string>>,
  name: string,
  packageName: string,
  uniqueId: string,
): void {
  const known = index.get(name)
  if (known) known.set(packageName, uniqueId)
  else index.set(name, new Map([[packageName, uniqueId]]))
}
