import { type Place, TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { type GraphMember, graphMember, type Manifest, parentsOf } from '../manifest/manifest.js'
import { placeOfRead } from '../parse/place-of-read.js'
import { showPlace } from '../project/text-place.js'
import { findCycles } from './find-cycles.js'

/** What reads what, indexed once in both directions. Ids are dbt's unique ids of nodes, sources and exposures. */
export interface Graph {
  /** Every id, parents before children, ties in the order of the manifest. */
  readonly topologicalOrder: readonly string[]
  /** What the node reads, each once. */
  parents(id: string): readonly string[]
  /** What reads the node. */
  children(id: string): readonly string[]
  /**
   * Everything upstream of `ids`, at most `depth` steps away. One of `ids` is in it only if another reads it.
   */
  ancestors(ids: Iterable<string>, depth?: number): Set<string>
  /** Everything downstream of `ids`, in the same way. */
  descendants(ids: Iterable<string>, depth?: number): Set<string>
}

type Texts = (file: string) => string | undefined

type Neighbours = ReadonlyMap<string, readonly string[]>

/**
 * Maps of ids and a count of what each node still waits for. Measured with 10,000 models and 20,000 tests: this takes
 * 60 ms, setNode and setEdge of graphlib's Graph alone 450 ms; and its topsort and findCycles recurse, which overflows
 * the stack where 5,000 models stand in a row. It finds the shortest path of a cycle, once one is known of.
 *
 * @param texts the text of a file, to say where in it a node reads another.
 * @throws TdbtError (`Compilation`) naming a cycle, or TdbtErrors if there are several.
 */
export function buildGraph(manifest: Manifest, texts: Texts = () => undefined): Graph {
  const parents = new Map<string, readonly string[]>()
  const children = new Map<string, string[]>()
  for (const members of [manifest.sources, manifest.nodes, manifest.exposures, manifest.resources]) {
    for (const id of members.keys()) children.set(id, [])
  }
  for (const members of [manifest.sources, manifest.nodes, manifest.exposures, manifest.resources]) {
    for (const member of members.values()) parents.set(member.uniqueId, link(member, children))
  }
  const topologicalOrder = sort(parents, children)
  if (topologicalOrder.length < parents.size) {
    throw cycleError(manifest, parents, children, topologicalOrder, texts)
  }
  return {
    topologicalOrder,
    parents: (id) => neighbours(parents, id),
    children: (id) => neighbours(children, id),
    ancestors: (ids, depth) => walk(parents, ids, depth),
    descendants: (ids, depth) => walk(children, ids, depth),
  }
}

function link(member: GraphMember, children: ReadonlyMap<string, string[]>): readonly string[] {
  const parents = [...new Set(parentsOf(member))]
  for (const parent of parents) {
    const known = children.get(parent)
    if (!known) {
      throw new TdbtError(
        'ref-not-found',
        `'${member.uniqueId}' depends on '${parent}', which is not in the project`,
        {
          place: { file: member.shownPath },
        },
      )
    }
    known.push(member.uniqueId)
  }
  return parents
}

/** First what reads nothing, then level by level; what stands in a cycle or behind one is left out. */
function sort(parents: Neighbours, children: Neighbours): string[] {
  const waiting = new Map<string, number>()
  const order: string[] = []
  for (const [id, read] of parents) {
    if (read.length === 0) order.push(id)
    else waiting.set(id, read.length)
  }
  // The list grows while it is gone through.
  for (const id of order) {
    for (const child of neighbours(children, id)) {
      const left = waiting.get(child)! - 1
      waiting.set(child, left)
      if (left === 0) order.push(child)
    }
  }
  return order
}

function walk(next: Neighbours, from: Iterable<string>, depth = Number.POSITIVE_INFINITY): Set<string> {
  const found = new Set<string>()
  let layer: Iterable<string> = from
  for (let level = 0; level < depth; level += 1) {
    const following: string[] = []
    for (const id of layer) {
      for (const neighbour of neighbours(next, id)) {
        if (found.has(neighbour)) continue
        found.add(neighbour)
        following.push(neighbour)
      }
    }
    if (following.length === 0) break
    layer = following
  }
  return found
}

function neighbours(index: Neighbours, id: string): readonly string[] {
  const found = index.get(id)
  if (!found) throw new Error(`'${id}' is not in the graph`)
  return found
}

function cycleError(
  manifest: Manifest,
  parents: Neighbours,
  children: Neighbours,
  sorted: readonly string[],
  texts: Texts,
): TdbtError | TdbtErrors {
  const left = new Set(parents.keys())
  for (const id of sorted) left.delete(id)
  const errors = findCycles(parents, children, left).map((cycle) => {
    const read = (parent: string, at: number) =>
      describeRead(manifest, cycle[(at + 1) % cycle.length]!, parent, texts)
    const path = endsOf(cycle, (id) => id)
    const edges = endsOf(cycle, (id, at) => read(id, at).text).map((edge) => `\n  ${edge}`)
    const { place } = read(cycle[0]!, 0)
    return new TdbtError('cycle', `Found a cycle: ${[...path, cycle[0]].join(' --> ')}${edges.join('')}`, {
      place,
      source: texts(place.file),
      hint: cycle.length === 1 ? 'a model reads its own table as {{ this }}, not by ref()' : undefined,
    })
  })
  return errors.length === 1 ? errors[0]! : new TdbtErrors(errors)
}

/** Nodes of a cycle that are shown: nobody follows more. */
const mostShown = 20

function endsOf(cycle: readonly string[], show: (id: string, at: number) => string): readonly string[] {
  const hidden = cycle.length - mostShown
  if (hidden <= 0) return cycle.map(show)
  const half = mostShown / 2
  return cycle.flatMap((id, at) => {
    if (at === half) return [`... ${hidden} more ...`]
    return at < half || at >= half + hidden ? [show(id, at)] : []
  })
}

function describeRead(
  manifest: Manifest,
  id: string,
  parent: string,
  texts: Texts,
): { readonly place: Place; readonly text: string } {
  const place = placeOfRead(graphMember(manifest, id)!, graphMember(manifest, parent)!.name, texts)
  return { place, text: `${id} reads ${parent} (${showPlace(place)})` }
}
