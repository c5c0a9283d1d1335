import type { NodeType } from '../manifest/node.js'
import type { TreeKey } from '../project/project-config.js'
import type { ConfigTrees, TreeLayers } from './config-tree.js'
import type { Draft } from './draft.js'
import { joinConfigCalls, type RawConfig } from './merge-config.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'

/** The resource tree of dbt_project.yml that configures nodes of a type. */
export const treeOf: Readonly<Record<NodeType, TreeKey>> = {
  model: 'models',
  seed: 'seeds',
  snapshot: 'snapshots',
  test: 'data_tests',
  analysis: 'models',
  operation: 'models',
}

/** dbt's order, weakest first: the package's tree, properties, the file's config(), the root's tree for packages. */
export function configLayers(
  state: ParseState,
  trees: ConfigTrees,
  draft: Draft,
  property: PropertyEntry | undefined,
): TreeLayers {
  const own = [
    ...(property ? propertyLayers(property) : []),
    joinConfigCalls([...draft.findings.configs, draft.ownConfig]),
  ]
  return layersAround(
    state,
    trees,
    { packageName: draft.packageName, fqn: draft.fqn, tree: treeOf[draft.resourceType] },
    own,
  )
}

/** What a resource says of itself between the trees of its package and, where that is another, of the root. */
export function layersAround(
  state: ParseState,
  trees: ConfigTrees,
  of: { readonly packageName: string; readonly fqn: readonly string[]; readonly tree: TreeKey },
  own: readonly RawConfig[],
): TreeLayers {
  const { name: rootName } = state.project.root
  const ofPackage = trees(of.packageName, of.tree)(of.fqn)
  const ofRoot = of.packageName === rootName ? none : trees(rootName, of.tree)(of.fqn)
  return {
    rendered: [...ofPackage.rendered, ...own, ...ofRoot.rendered],
    unrendered: [...ofPackage.unrendered, ...own, ...ofRoot.unrendered],
  }
}

const none: TreeLayers = { rendered: [], unrendered: [] }

/** The configs among a node's properties: some may stand beside `config`, which goes over them. */
function propertyLayers({ entry, error }: PropertyEntry): readonly RawConfig[] {
  const beside: Record<string, unknown> = {}
  for (const key of ['access', 'group', 'meta', 'docs']) {
    if (entry[key] !== undefined && entry[key] !== null) beside[key] = entry[key]
  }
  const { config } = entry
  if (config === undefined || config === null) return [beside]
  if (typeof config !== 'object' || Array.isArray(config)) {
    throw error('config-type', "'config' must be a mapping", ['config'])
  }
  return [beside, config as RawConfig]
}
