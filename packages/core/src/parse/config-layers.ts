import { emptyObject, isMapping } from '../json.js'
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

/** The layers of a node's config. */
export interface NodeLayers extends TreeLayers {
  /** The one among them that is written in properties. */
  readonly ofProperties: RawConfig | undefined
}

/** dbt's order, weakest first: the package's tree, properties, the file's config(), the root's tree for packages. */
export function configLayers(
  state: ParseState,
  trees: ConfigTrees,
  draft: Draft,
  property: PropertyEntry | undefined,
): NodeLayers {
  const ofProperties = property && propertyLayer(property)
  const inFile = joinConfigCalls([...draft.findings.configs, draft.ownConfig])
  const { packageName, fqn } = draft
  const own = ofProperties ? [ofProperties, inFile] : [inFile]
  return {
    ...layersAround(state, trees, { packageName, fqn, tree: treeOf[draft.resourceType] }, own),
    ofProperties,
  }
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

/** Configs that may stand beside `config`. */
export const besideConfig = ['meta', 'docs', 'group', 'contract', 'access'] as const

/** The configs among a node's properties: some may stand beside `config`, but not in both places. */
function propertyLayer({ entry, error }: PropertyEntry): RawConfig {
  const { config = {} } = entry
  if (config !== null && !isMapping(config)) {
    throw error('config-type', "'config' must be a mapping", ['config'])
  }
  const layer = Object.assign(emptyObject(), config)
  for (const key of besideConfig) {
    if (entry[key] === undefined || entry[key] === null) continue
    if (key in layer) {
      const message = `'${key}' stands both in 'config' and beside it`
      throw error('config-twice', message, [key], `take it away here, and leave it in 'config'`)
    }
    layer[key] = entry[key]
  }
  return layer
}
