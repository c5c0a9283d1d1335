import { nearest } from '@tdbt/adapter-api'
import { sameVersion, versionName } from './model-version.js'
import type { ManifestNode, NodeVersion, RefArgs, SourceDefinition } from './node.js'
import type { YamlResource } from './yaml-resource.js'

/** Finds what a `ref()` or `source()` names, each in one look-up. */
export interface RefIndex {
  /**
   * dbt's rule: with a package, that package alone; without one, the root project, the node's own package, and then
   * any other. Without a version the latest one is meant.
   */
  node(ref: RefArgs, nodePackage: string): string | undefined
  source(sourceName: string, tableName: string, nodePackage: string): string | undefined
  /** @param name a metric's, or a package's and a metric's. */
  metric(name: readonly string[], nodePackage: string): string | undefined
  /** What was probably meant by a `ref()` that names nothing: a source's table of that name, or the nearest node. */
  suggestNode(ref: RefArgs): string | undefined
  /** The same of a `source()`: the nearest source, or a node of the table's name. */
  suggestSource(sourceName: string, tableName: string): string | undefined
}

const refable = new Set(['model', 'seed', 'snapshot'])

type Indexed = Pick<ManifestNode, 'uniqueId' | 'name' | 'packageName' | 'resourceType'> & {
  readonly model: Pick<NonNullable<ManifestNode['model']>, 'version'> | null
}

export interface RefIndexOptions {
  readonly resources?: Iterable<Pick<YamlResource, 'uniqueId' | 'resourceType' | 'name' | 'packageName'>>
  /** Where a ref without a package looks first: dbt's flag require_ref_searches_node_package_before_root. */
  readonly ownPackageFirst?: boolean
}

export function createRefIndex(
  rootPackage: string,
  nodes: Iterable<Indexed>,
  sources: Iterable<Pick<SourceDefinition, 'uniqueId' | 'sourceName' | 'name' | 'packageName'>>,
  { resources = [], ownPackageFirst = false }: RefIndexOptions = {},
): RefIndex {
  const byName = new Map<string, Map<string, string>>()
  for (const { name, packageName, uniqueId, resourceType, model } of nodes) {
    if (!refable.has(resourceType)) continue
    const version = model?.version
    if (!version || isLatest(version)) put(byName, name, packageName, uniqueId)
    if (version) put(byName, `${name}.${versionName(version.v)}`, packageName, uniqueId)
  }
  const bySource = new Map<string, Map<string, string>>()
  for (const source of sources) {
    put(bySource, `${source.sourceName}.${source.name}`, source.packageName, source.uniqueId)
  }
  const byMetric = new Map<string, Map<string, string>>()
  for (const { resourceType, name, packageName, uniqueId } of resources) {
    if (resourceType === 'metric') put(byMetric, name, packageName, uniqueId)
  }
  const find = (found: Map<string, string> | undefined, own: string): string | undefined => {
    const [first, second] = ownPackageFirst ? [own, rootPackage] : [rootPackage, own]
    return found?.get(first) ?? found?.get(second) ?? found?.values().next().value
  }
  return {
    node: (ref, nodePackage) => {
      const found = byName.get(keyOf(ref))
      return ref.package === null ? find(found, nodePackage) : found?.get(ref.package)
    },
    source: (sourceName, tableName, nodePackage) =>
      find(bySource.get(`${sourceName}.${tableName}`), nodePackage),
    metric: (parts, nodePackage) => {
      const found = byMetric.get(parts.at(-1) ?? '')
      return parts.length > 1 ? found?.get(parts[0]!) : find(found, nodePackage)
    },
    suggestNode: (ref) => {
      const near = nearest(keyOf(ref), byName.keys())
      const source = [...bySource.keys()].find((full) => full.endsWith(`.${ref.name}`))
      if (source === undefined) return near
      const call = `source('${source.slice(0, -ref.name.length - 1)}', '${ref.name}')`
      return `${near === undefined ? '' : `${near} or `}is it the table of a source? write ${call}`
    },
    suggestSource: (sourceName, tableName) =>
      nearest(`${sourceName}.${tableName}`, bySource.keys()) ??
      (byName.has(tableName) ? `'${tableName}' is no source: write ref('${tableName}')` : undefined),
  }
}

/** dbt takes a version that is 0 or empty for none. */
function keyOf({ name, version }: RefArgs): string {
  return version === null || version === 0 || version === '' ? name : `${name}.${versionName(version)}`
}

function isLatest({ v, latest }: { readonly v: NodeVersion; readonly latest: NodeVersion }): boolean {
  return sameVersion(v, latest)
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
