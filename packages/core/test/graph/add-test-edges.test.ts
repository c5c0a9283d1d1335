import { expect, test } from 'vitest'
import { addTestEdges } from '../../src/graph/add-test-edges.js'
import { buildGraph } from '../../src/graph/graph.js'
import type { Manifest } from '../../src/manifest/manifest.js'
import { exposure, manifestOf, node, source } from './manifest-of.js'
import { createRandom, randomDag } from './random-dag.js'

/** Everything that must be done before each node. */
function upstream(
  ids: Iterable<string>,
  dependencies: (id: string) => readonly string[],
): Map<string, Set<string>> {
  const all = new Map<string, Set<string>>()
  const visit = (id: string, path: readonly string[]): Set<string> => {
    if (path.includes(id)) throw new Error(`cycle: ${[...path, id].join(' ')}`)
    const known = all.get(id)
    if (known) return known
    const found = new Set<string>()
    for (const dependency of dependencies(id)) {
      found.add(dependency)
      for (const further of visit(dependency, [...path, id])) found.add(further)
    }
    all.set(id, found)
    return found
  }
  for (const id of ids) visit(id, [])
  return all
}

function waits(manifest: Manifest): (id: string, forId: string) => boolean {
  const graph = buildGraph(manifest)
  const before = upstream(graph.topologicalOrder, addTestEdges(manifest, graph))
  return (id, forId) => before.get(id)!.has(forId)
}

const a = node('model', 'a', { reads: ['source.shop.raw.t'] })
const b = node('model', 'b')
const readsA = node('model', 'reads_a', { reads: [a.uniqueId] })
const readsBoth = node('model', 'reads_both', { reads: [readsA.uniqueId, b.uniqueId] })
const last = node('model', 'last', { reads: [readsBoth.uniqueId] })
const testOfA = node('test', 'of_a', { reads: [a.uniqueId] })
const testOfSource = node('test', 'of_source', { reads: ['source.shop.raw.t'] })
const testOfBoth = node('test', 'of_both', { reads: [a.uniqueId, b.uniqueId] })
const free = node('test', 'free')
const board = exposure('board', { reads: [a.uniqueId] })
const manifest = manifestOf([
  source('raw.t'),
  a,
  b,
  readsA,
  readsBoth,
  last,
  testOfA,
  testOfSource,
  testOfBoth,
  free,
  board,
])

test('what reads a node waits for the tests of the node', () => {
  const waitsFor = waits(manifest)
  expect(waitsFor(readsA.uniqueId, testOfA.uniqueId)).toBe(true)
  expect(waitsFor(last.uniqueId, testOfA.uniqueId)).toBe(true)
  expect(waitsFor(a.uniqueId, testOfSource.uniqueId)).toBe(true)
})

test('a test of two nodes holds up only what is downstream of both', () => {
  const waitsFor = waits(manifest)
  expect(waitsFor(readsA.uniqueId, testOfBoth.uniqueId)).toBe(false)
  expect(waitsFor(readsBoth.uniqueId, testOfBoth.uniqueId)).toBe(true)
  expect(waitsFor(last.uniqueId, testOfBoth.uniqueId)).toBe(true)
})

test('tests and exposures wait for no test of what they read', () => {
  const waitsFor = waits(manifest)
  expect(waitsFor(testOfBoth.uniqueId, testOfA.uniqueId)).toBe(false)
  expect(waitsFor(board.uniqueId, testOfA.uniqueId)).toBe(false)
})

test('a relationship to a model further down makes no cycle', () => {
  const relationship = node('test', 'down', { reads: [a.uniqueId, last.uniqueId] })
  const waitsFor = waits(manifestOf([...manifest.sources.values(), ...manifest.nodes.values(), relationship]))
  expect(waitsFor(readsA.uniqueId, relationship.uniqueId)).toBe(false)
  expect(waitsFor(relationship.uniqueId, last.uniqueId)).toBe(true)
})

test('a test that reads nothing holds nobody up', () => {
  const graph = buildGraph(manifest)
  const dependencies = addTestEdges(manifest, graph)
  for (const id of graph.topologicalOrder) expect(dependencies(id)).not.toContain(free.uniqueId)
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])("is dbt's rule, edge by edge (random project %i)", (seed) => {
  const random = createRandom(seed)
  const dag = randomDag(random, 40, 3)
  const models = [...dag].map(([name, read]) =>
    node('model', name, { reads: read.map((parent) => `model.shop.${parent}`) }),
  )
  const tests = Array.from({ length: 40 }, (_, index) => {
    const read = Array.from({ length: 1 + Math.floor(random() * 3) }, () => {
      return models[Math.floor(random() * models.length)]!.uniqueId
    })
    return node('test', `t${index}`, { reads: [...new Set(read)] })
  })
  const project = manifestOf([...models, ...tests])
  const graph = buildGraph(project)
  // The rule as it is told: for each model and test, is all that the test reads upstream of the model?
  const plain = upstream(graph.topologicalOrder, graph.parents)
  const told = upstream(graph.topologicalOrder, (id) => [
    ...graph.parents(id),
    ...(id.startsWith('model.')
      ? tests
          .filter(({ dependsOn }) => dependsOn.nodes.every((read) => plain.get(id)!.has(read)))
          .map(({ uniqueId }) => uniqueId)
      : []),
  ])
  const found = upstream(graph.topologicalOrder, addTestEdges(project, graph))
  for (const id of graph.topologicalOrder) {
    expect([...found.get(id)!].sort()).toEqual([...told.get(id)!].sort())
  }
})
