import { emptyObject } from '../json.js'
import type { Project } from '../project/project.js'
import type { TreeKey } from '../project/project-config.js'
import type { RawConfig } from './merge-config.js'

/** Configs from the weakest to the strongest; `unrendered` has those of dbt_project.yml as they are written. */
export interface TreeLayers {
  readonly rendered: readonly RawConfig[]
  readonly unrendered: readonly RawConfig[]
}

/** The resource trees (`models:` ...) of all packages' dbt_project.yml. */
export type ConfigTrees = (packageName: string, tree: TreeKey) => (fqn: readonly string[]) => TreeLayers

/** The trees are made once; what is asked for twice is found. */
export function configTrees(project: Project): ConfigTrees {
  const known = new Map<string, (fqn: readonly string[]) => TreeLayers>()
  const configs = new Map(project.packages.map((owner) => [owner.name, owner.config]))
  return (packageName, tree) => {
    const key = `${packageName} ${tree}`
    const found = known.get(key)
    if (found) return found
    const config = configs.get(packageName)
    const rendered = buildNode(config?.trees[tree] ?? {})
    const unrendered = buildNode(config?.unrenderedTrees[tree] ?? {})
    const made = (fqn: readonly string[]): TreeLayers => ({
      rendered: layersAlong(rendered, fqn),
      unrendered: layersAlong(unrendered, fqn),
    })
    known.set(key, made)
    return made
  }
}

interface TreeNode {
  readonly own: RawConfig | null
  readonly children: ReadonlyMap<string, TreeNode>
}

function layersAlong(root: TreeNode, fqn: readonly string[]): readonly RawConfig[] {
  const layers: RawConfig[] = []
  let node: TreeNode | undefined = root
  for (let depth = 0; node; depth += 1) {
    if (node.own) layers.push(node.own)
    const part = fqn[depth]
    node = part === undefined ? undefined : node.children.get(part)
  }
  return layers
}

/** `+key` is a config, and so is a plain key whose value is no mapping; other keys are folders. */
function buildNode(tree: Readonly<Record<string, unknown>>): TreeNode {
  const own = emptyObject()
  const children = new Map<string, TreeNode>()
  for (const [key, value] of Object.entries(tree)) {
    if (key.startsWith('+')) own[key.slice(1)] = value
    else if (isMapping(value)) children.set(key, buildNode(value))
    else own[key] = value
  }
  return { own: Object.keys(own).length > 0 ? own : null, children }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
