import { fnmatch, hasWildcard } from './fnmatch.js'

/** What dbt looks at of a member. The fqn of a version of a model ends in the version, which is no name. */
export interface Qualified {
  readonly fqn: readonly string[]
  readonly isVersioned: boolean
}

type MatchFqn = (member: Qualified) => boolean

/**
 * dbt's match of a qualified name: the node's own name, or a folder or package that it is in, with or without the
 * package in front. From the first part with a wildcard on, the rest of the name is matched as one text. Dots in
 * names separate as well.
 */
export function matchFqn(selector: string): MatchFqn {
  const parts = selector.split('.')
  const wildcardAt = parts.findIndex(hasWildcard)
  return wildcardAt < 0 ? matchPlain(selector, parts) : matchWildcard(parts, wildcardAt)
}

function leafOf({ fqn, isVersioned }: Qualified): string {
  return fqn.at(isVersioned ? -2 : -1)!
}

function matchPlain(selector: string, parts: readonly string[]): MatchFqn {
  const start = parts[0]!
  const folder = `${selector}.`
  // `model.v1` and `model_v1` are one.
  const version = parts.slice(-2).join('_')
  const matches = (name: string): boolean => name === selector || name.startsWith(folder)
  return (member) => {
    const { fqn, isVersioned } = member
    if (leafOf(member) === selector) return true
    if (isVersioned && fqn.slice(-2).join('_') === version) return true
    // Joining the names of 30,000 nodes for each of many words would take most of the time of a selection.
    return (
      (fqn[0] === start && matches(fqn.join('.'))) ||
      (fqn[1]?.startsWith(start) === true && matches(fqn.slice(1).join('.')))
    )
  }
}

function matchWildcard(parts: readonly string[], wildcardAt: number): MatchFqn {
  const folder = parts
    .slice(0, wildcardAt)
    .map((part) => `${part}.`)
    .join('')
  const matchesRest = fnmatch(parts.slice(wildcardAt).join('.'))
  const matches = (name: string): boolean => name.startsWith(folder) && matchesRest(name.slice(folder.length))
  const matchesLeaf = parts.length === 1 ? matchesRest : (): boolean => false
  return (member) => {
    const { fqn } = member
    return matches(fqn.join('.')) || matches(fqn.slice(1).join('.')) || matchesLeaf(leafOf(member))
  }
}
