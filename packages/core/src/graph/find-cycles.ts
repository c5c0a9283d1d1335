import { alg, Graph } from '@dagrejs/graphlib'

type Neighbours = ReadonlyMap<string, readonly string[]>

/**
 * Cycles that have no node in common, each the shortest through its first node and written along the arrows, from
 * parent to child.
 * @param suspects what a topological sort left over: the cycles and what is downstream of them.
 */
export function findCycles(
  parents: Neighbours,
  children: Neighbours,
  suspects: ReadonlySet<string>,
): string[][] {
  const left = new Set(suspects)
  const cycles: string[][] = []
  prune(left, parents, children, suspects)
  while (left.size > 0) {
    const cycle = shortestCycle(left, parents)
    cycles.push(cycle)
    for (const id of cycle) left.delete(id)
    prune(
      left,
      parents,
      children,
      cycle.flatMap((id) => [...parents.get(id)!, ...children.get(id)!]),
    )
  }
  return cycles
}

/** Takes out of `left` whatever has no parent or no child left in it: none of these is in a cycle. */
function prune(
  left: Set<string>,
  parents: Neighbours,
  children: Neighbours,
  changed: Iterable<string>,
): void {
  const isLeft = (id: string): boolean => left.has(id)
  const open = [...changed]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (!left.has(id)) continue
    const read = parents.get(id)!
    const readers = children.get(id)!
    if (read.some(isLeft) && readers.some(isLeft)) continue
    left.delete(id)
    open.push(...read, ...readers)
  }
}

function shortestCycle(left: ReadonlySet<string>, parents: Neighbours): string[] {
  const parentsLeft = (id: string): string[] => parents.get(id)!.filter((parent) => left.has(parent))
  // Everything that is left has a parent that is left, so that going up ends where it has been before.
  const seen = new Set<string>()
  let start: string = left.values().next().value!
  while (!seen.has(start)) {
    seen.add(start)
    start = parentsLeft(start)[0]!
  }
  const graph = new Graph()
  for (const id of left) for (const parent of parentsLeft(id)) graph.setEdge(parent, id)
  const paths = alg.dijkstra(graph, start)
  const distance = (id: string): number => paths[id]!.distance
  const last = parentsLeft(start).reduce((best, id) => (distance(id) < distance(best) ? id : best))
  const cycle = [last]
  while (cycle[0] !== start) cycle.unshift(paths[cycle[0]!]!.predecessor!)
  return cycle
}
