import type { Difference } from './difference.js'
import type { ManifestFile, ManifestNode } from './evidence.js'

/**
 * Compiled SQL of all nodes. What comes from the project is the same to the character. What a built-in macro wrote may
 * differ in white space outside of literals, since those macros are written anew: only for nodes that call one.
 */
export function* compiledDifferences(dbt: ManifestFile, tdbt: ManifestFile): Iterable<Difference> {
  for (const [id, node] of Object.entries(dbt.nodes)) {
    const other = tdbt.nodes[id]
    // Nodes that one program lacks are differences of the manifests.
    if (other === undefined) continue
    const [left, right] = [node.compiled_code ?? null, other.compiled_code ?? null]
    if (left === right) continue
    const isEqual =
      left !== null &&
      right !== null &&
      callsBuiltIn(node, dbt) &&
      collapseSpace(left) === collapseSpace(right)
    if (!isEqual) yield { path: ['compiled', id], dbt: left, tdbt: right }
  }
}

/** Also by way of a macro of the project or of a package, and through the ephemeral models in it. */
function callsBuiltIn(node: ManifestNode, { macros, nodes }: ManifestFile): boolean {
  const seen = new Set<string>()
  const waiting = [...(node.depends_on?.macros ?? [])]
  for (const cte of node.extra_ctes ?? []) waiting.push(...(nodes[cte.id]?.depends_on?.macros ?? []))
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (/^macro\.dbt(_postgres)?\./.test(id)) return true
    if (seen.has(id)) continue
    seen.add(id)
    waiting.push(...(macros[id]?.depends_on.macros ?? []))
  }
  return false
}

/** Runs of white space become one space, and go beside punctuation; literals, quoted names and comments stay. */
export function collapseSpace(sql: string): string {
  const token =
    /('(?:[^']|'')*'|"(?:[^"]|"")*"|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\2\$|--[^\n]*|\/\*[\s\S]*?\*\/)|\s+/g
  return sql
    .replace(token, (_text, kept: string | undefined) => kept ?? ' ')
    .replace(/('(?:[^']|'')*'|"(?:[^"]|"")*")| ?([(),;]) ?/g, (text, kept: string, mark: string) =>
      kept === undefined && mark !== undefined ? mark : text,
    )
    .trim()
}
