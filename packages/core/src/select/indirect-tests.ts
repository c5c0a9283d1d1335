import type { Graph } from '../graph/graph.js'
import type { IndirectSelection } from '../invocation/flags.js'
import type { Manifest } from '../manifest/manifest.js'

/** What a part of a selection gives. */
export interface Selected {
  readonly ids: ReadonlySet<string>
  /** Tests that read something selected, but also something else; the rest may come from another part. */
  readonly waitingTests: ReadonlySet<string>
}

/**
 * Adds the tests of selected nodes, by dbt's modes: `eager` adds each test that reads one of them, `cautious` only
 * tests that read nothing else, `buildable` also those that read nothing but sources and what is upstream besides,
 * `empty` none.
 */
export function addIndirectTests(
  manifest: Manifest,
  graph: Graph,
  selected: ReadonlySet<string>,
  mode: IndirectSelection,
): Selected {
  if (mode === 'empty') return { ids: selected, waitingTests: new Set() }
  const ids = new Set(selected)
  const waitingTests = new Set<string>()
  const readable = mode === 'buildable' ? withUpstream(graph, selected, manifest.sources.keys()) : selected
  for (const id of selected) {
    for (const child of graph.children(id)) {
      if (!isTest(manifest, child)) continue
      if (mode === 'eager' || readsOnly(graph, child, readable)) ids.add(child)
      else waitingTests.add(child)
    }
  }
  return { ids, waitingTests }
}

function isTest({ nodes, resources }: Manifest, id: string): boolean {
  return nodes.get(id)?.resourceType === 'test' || resources.get(id)?.resourceType === 'unit_test'
}

/**
 * Adds those tests that waited for what other parts of the selection have brought. Sources that are not selected no
 * longer count in `buildable`, as in dbt.
 */
export function addCompletedTests(
  graph: Graph,
  selected: ReadonlySet<string>,
  candidates: ReadonlySet<string>,
  mode: IndirectSelection,
): ReadonlySet<string> {
  if (mode === 'eager' || mode === 'empty' || candidates.size === 0) return selected
  const readable = mode === 'buildable' ? withUpstream(graph, selected, []) : selected
  const completed = [...candidates].filter((test) => readsOnly(graph, test, readable))
  return completed.length > 0 ? new Set([...selected, ...completed]) : selected
}

function withUpstream(graph: Graph, selected: ReadonlySet<string>, others: Iterable<string>): Set<string> {
  return new Set([...selected, ...graph.ancestors(selected), ...others])
}

function readsOnly(graph: Graph, test: string, readable: ReadonlySet<string>): boolean {
  return graph.parents(test).every((id) => readable.has(id))
}
