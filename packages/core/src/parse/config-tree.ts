import type { RawConfig } from './merge-config.js'

/**
 * The configs that a resource tree of dbt_project.yml (`models:` ...) sets along an fqn, from the root to the leaf:
 * `+key`, and plain keys whose value is no mapping. Answers are kept by folder.
 */
export type ConfigTree = (fqn: readonly string[]) => readonly RawConfig[]

interface TreeNode {
  readonly own: RawConfig | null
  readonly children: ReadonlyMap<string, TreeNode>
}

export function createConfigTree(tree: Readonly<Record<string, unknown>>): ConfigTree {
  const root = buildNode(tree)
  return (fqn) => {
    const layers: RawConfig[] = []
    let node: TreeNode | undefined = root
    for (let depth = 0; node; depth += 1) {
      if (node.own) layers.push(node.own)
      const part = fqn[depth]
      node = part === undefined ? undefined : node.children.get(part)
    }
    return layers
  }
}

function buildNode(tree: Readonly<Record<string, unknown>>): TreeNode {
  const own: Record<string, unknown> = {}
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
