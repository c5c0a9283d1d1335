import { fnmatch, hasWildcard } from './fnmatch.js'

/**
 * dbt's match of a qualified name: the node's own name, or a folder or package that it is in, with or without the
 * package in front. From the first part with a wildcard on, the rest of the name is matched as one text. Dots in
 * names separate as well.
 */
export function matchFqn(selector: string): (fqn: readonly string[]) => boolean {
  const parts = selector.split('.')
  const wildcardAt = parts.findIndex(hasWildcard)
  const matches = wildcardAt < 0 ? matchPlain(selector) : matchWildcard(parts, wildcardAt)
  return (fqn) => {
    const leaf = fqn.at(-1)!
    const whole = fqn.join('.')
    return matches(whole, leaf) || (fqn.length > 1 && matches(whole.slice(fqn[0]!.length + 1), leaf))
  }
}

type NameMatcher = (name: string, leaf: string) => boolean

function matchPlain(selector: string): NameMatcher {
  const folder = `${selector}.`
  return (name, leaf) => leaf === selector || name === selector || name.startsWith(folder)
}

function matchWildcard(parts: readonly string[], wildcardAt: number): NameMatcher {
  const folder = parts
    .slice(0, wildcardAt)
    .map((part) => `${part}.`)
    .join('')
  const matchesRest = fnmatch(parts.slice(wildcardAt).join('.'))
  const matchesLeaf = parts.length === 1
  return (name, leaf) =>
    (name.startsWith(folder) && matchesRest(name.slice(folder.length))) || (matchesLeaf && matchesRest(leaf))
}
