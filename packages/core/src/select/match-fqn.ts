import { fnmatch, hasWildcard } from './fnmatch.js'

/**
 * dbt's match of a qualified name: the node's own name, or a folder or package that it is in, with or without the
 * package in front. From the first part with a wildcard on, the rest of the name is matched as one text. Dots in
 * names separate as well.
 */
export function matchFqn(selector: string): (fqn: readonly string[]) => boolean {
  const parts = selector.split('.')
  const wildcardAt = parts.findIndex(hasWildcard)
  return wildcardAt < 0 ? matchPlain(selector, parts[0]!) : matchWildcard(parts, wildcardAt)
}

function matchPlain(selector: string, start: string): (fqn: readonly string[]) => boolean {
  const folder = `${selector}.`
  const matches = (name: string): boolean => name === selector || name.startsWith(folder)
  return (fqn) => {
    if (fqn.at(-1) === selector) return true
    // Joining the names of 30,000 nodes for each of many words would take most of the time of a selection.
    return (
      (fqn[0] === start && matches(fqn.join('.'))) ||
      (fqn[1]?.startsWith(start) === true && matches(fqn.slice(1).join('.')))
    )
  }
}

function matchWildcard(parts: readonly string[], wildcardAt: number): (fqn: readonly string[]) => boolean {
  const folder = parts
    .slice(0, wildcardAt)
    .map((part) => `${part}.`)
    .join('')
  const matchesRest = fnmatch(parts.slice(wildcardAt).join('.'))
  const matches = (name: string): boolean => name.startsWith(folder) && matchesRest(name.slice(folder.length))
  const matchesLeaf = parts.length === 1 ? matchesRest : (): boolean => false
  return (fqn) => matches(fqn.join('.')) || matches(fqn.slice(1).join('.')) || matchesLeaf(fqn.at(-1)!)
}
