import { nearest } from '@tdbt/adapter-api'
import type { ManifestNode, SourceDefinition } from './node.js'

/** Finds what a `ref()` or `source()` names, each in one look-up. */
export interface RefIndex {
  /**
   * dbt's rule: with a package, that package alone; without one, the node's own package, the root project, and then
   * any other.
   */
  node(name: string, packageName: string | null, nodePackage: string): string | undefined
  source(sourceName: string, tableName: string, nodePackage: string): string | undefined
  /** What was probably meant by a `ref()` that names nothing: a source's table of that name, or the nearest node. */
  suggestNode(name: string): string | undefined
  /** The same of a `source()`: the nearest source, or a node of the table's name. */
  suggestSource(sourceName: string, tableName: string): string | undefined
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
    suggestNode: (name) => {
      const near = nearest(name, byName.keys())
      const source = [...bySource.keys()].find((full) => full.endsWith(`.${name}`))
      if (source === undefined) return near
      const call = `source('${source.slice(0, -name.length - 1)}', '${name}')`
      return `${near === undefined ? '' : `${near} or `}is it the table of a source? write ${call}`
    },
    suggestSource: (sourceName, tableName) =>
      nearest(`${sourceName}.${tableName}`, bySource.keys()) ??
      (byName.has(tableName) ? `'${tableName}' is no source: write ref('${tableName}')` : undefined),
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
