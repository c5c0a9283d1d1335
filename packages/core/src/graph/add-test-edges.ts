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
  const dependencies = new Map<string, string[]>()
  const groups = groupTests(manifest, graph)
  const firstReaders = createReaderSearch(
    graph,
    isBuilt,
    groups.flatMap(({ read }) => (read.length > 1 ? read : [])),
  )
  for (const { read, tests } of groups) {
    const readers = read.length === 1 ? graph.children(read[0]!).filter(isBuilt) : firstReaders(read)
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
function groupTests(manifest: Manifest, graph: Graph): readonly TestGroup[] {
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
  return [...groups.values()]
}

/**
 * Answers which nodes are the first to have all of several ids upstream. Nodes are numbered in topological order, and
 * only `tracked` ids are kept in the sets of what is upstream, one bit each: 12 MB for 10,000 nodes all of which are
 * tracked.
 */
function createReaderSearch(
  graph: Graph,
  isBuilt: (id: string) => boolean,
  tracked: readonly string[],
): (read: readonly string[]) => readonly string[] {
  if (tracked.length === 0) return () => []
  const ids = graph.topologicalOrder.filter((id) => isBuilt(id) || graph.parents(id).length === 0)
  const numbers = new Map(ids.map((id, number) => [id, number]))
  const children = ids.map((id) => graph.children(id).flatMap((child) => numbers.get(child) ?? []))
  const bits = new Map<number, number>()
  for (const id of tracked) {
    const number = numbers.get(id)!
    if (!bits.has(number)) bits.set(number, bits.size)
  }
  const upstream = upstreamBits(children, bits)
  const seenBy = new Int32Array(ids.length).fill(-1)
  let search = 0
  return (read) => {
    search += 1
    const others = read.map((id) => numbers.get(id)!).sort((one, other) => one - other)
    // All that is wanted is downstream of the last one, which has the fewest descendants as a rule.
    const open = [others.pop()!]
    const wanted = others.map((number) => bits.get(number)!)
    const readers: string[] = []
    for (const number of open) {
      for (const child of children[number]!) {
        if (seenBy[child] === search) continue
        seenBy[child] = search
        const set = upstream[child]!
        if (wanted.every((bit) => (set[bit >>> 5]! & (1 << (bit & 31))) !== 0)) readers.push(ids[child]!)
        else open.push(child)
      }
    }
    return readers
  }
}

/** For each node, numbered in topological order, the set of tracked nodes upstream of it. */
function upstreamBits(
  children: readonly (readonly number[])[],
  bits: ReadonlyMap<number, number>,
): readonly Uint32Array[] {
  const words = (bits.size + 31) >>> 5
  const upstream = children.map(() => new Uint32Array(words))
  children.forEach((readers, number) => {
    const inherited = upstream[number]!
    const bit = bits.get(number)
    for (const reader of readers) {
      const set = upstream[reader]!
      for (let word = 0; word < words; word += 1) set[word]! |= inherited[word]!
      if (bit !== undefined) set[bit >>> 5]! |= 1 << (bit & 31)
    }
  })
  return upstream
}
