import type { Manifest } from '../manifest/manifest.js'
import type { Graph } from './graph.js'

/**
 * What each node waits for in `build`: its parents, and the tests that guard what it reads. dbt's rule: whatever is
 * no test waits for a test if everything that the test reads is upstream of it. A test of two models whose readers
 * have nothing in common thus holds nobody up, and no cycle can come about.
 *
 * A test is given to the first nodes that must wait for it; what is downstream of them waits with them. (dbt adds an
 * edge to all of these as well, which orders nothing differently.)
 */
export function addTestEdges(manifest: Manifest, graph: Graph): (id: string) => readonly string[] {
  const isBuilt = (id: string): boolean => {
    const node = manifest.nodes.get(id)
    return node !== undefined && node.resourceType !== 'test'
  }
  const built = (ids: readonly string[]): string[] => ids.filter(isBuilt)
  const dependencies = new Map<string, string[]>()
  const firstReaders = createReaderSearch(manifest, graph, built)
  for (const { read, tests } of groupTests(manifest, graph)) {
    const readers = read.length === 1 ? built(graph.children(read[0]!)) : firstReaders(read)
    for (const reader of readers) {
      const known = dependencies.get(reader)
      if (known) known.push(...tests)
      else dependencies.set(reader, [...graph.parents(reader), ...tests])
    }
  }
  return (id) => dependencies.get(id) ?? graph.parents(id)
}

interface TestGroup {
  readonly read: readonly string[]
  readonly tests: string[]
}

/** Tests by what they read; those that read nothing guard nothing. */
function groupTests(manifest: Manifest, graph: Graph): Iterable<TestGroup> {
  const groups = new Map<string, TestGroup>()
  for (const node of manifest.nodes.values()) {
    if (node.resourceType !== 'test') continue
    const read = graph.parents(node.uniqueId)
    if (read.length === 0) continue
    const key = [...read].sort().join('\n')
    const group = groups.get(key)
    if (group) group.tests.push(node.uniqueId)
    else groups.set(key, { read, tests: [node.uniqueId] })
  }
  return groups.values()
}

/**
 * Answers which nodes are the first to have all of several ids upstream. Only ids that stand in a test of several
 * are kept track of, one bit each, so that 10,000 of them cost some megabytes and not all pairs of nodes.
 */
function createReaderSearch(
  manifest: Manifest,
  graph: Graph,
  built: (ids: readonly string[]) => string[],
): (read: readonly string[]) => Set<string> {
  const bits = new Map<string, number>()
  for (const node of manifest.nodes.values()) {
    if (node.resourceType !== 'test') continue
    const read = graph.parents(node.uniqueId)
    if (read.length < 2) continue
    for (const id of read) if (!bits.has(id)) bits.set(id, bits.size)
  }
  const position = new Map(graph.topologicalOrder.map((id, index) => [id, index]))
  const upstream = upstreamBits(graph, bits, built)
  const hasUpstream = (id: string, ancestor: string): boolean => {
    const bit = bits.get(ancestor)!
    return ((upstream.get(id)?.[bit >>> 5] ?? 0) & (1 << (bit & 31))) !== 0
  }
  return (read) => {
    // All that is wanted is downstream of the last one, which has the fewest descendants as a rule.
    const last = read.reduce((one, other) => (position.get(one)! > position.get(other)! ? one : other))
    const others = read.filter((id) => id !== last)
    const readers = new Set<string>()
    const seen = new Set<string>()
    const open = [last]
    for (const id of open) {
      for (const child of built(graph.children(id))) {
        if (seen.has(child)) continue
        seen.add(child)
        if (others.every((other) => hasUpstream(child, other))) readers.add(child)
        else open.push(child)
      }
    }
    return readers
  }
}

/** For each node that is built, the set of tracked ids upstream of it. */
function upstreamBits(
  graph: Graph,
  bits: ReadonlyMap<string, number>,
  built: (ids: readonly string[]) => string[],
): ReadonlyMap<string, Uint32Array> {
  const upstream = new Map<string, Uint32Array>()
  if (bits.size === 0) return upstream
  const words = (bits.size + 31) >>> 5
  for (const id of built(graph.topologicalOrder)) {
    const parents = graph.parents(id)
    const only = parents[0]
    if (parents.length === 1 && !bits.has(only!)) {
      const same = upstream.get(only!)
      if (same) upstream.set(id, same)
      continue
    }
    const set = new Uint32Array(words)
    for (const parent of parents) {
      const inherited = upstream.get(parent)
      if (inherited) for (let word = 0; word < words; word += 1) set[word]! |= inherited[word]!
      const bit = bits.get(parent)
      if (bit !== undefined) set[bit >>> 5]! |= 1 << (bit & 31)
    }
    upstream.set(id, set)
  }
  return upstream
}
