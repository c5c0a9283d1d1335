import { TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { describe, expect, test } from 'vitest'
import { findCycles } from '../../src/graph/find-cycles.js'
import { buildGraph, type Graph } from '../../src/graph/graph.js'
import { exposure, manifestOf, node, source } from './manifest-of.js'
import { createRandom, randomDag } from './random-dag.js'

/** `a: 'b c'` means that a reads b and c. */
function models(reads: Readonly<Record<string, string>>): Graph {
  return buildGraph(
    manifestOf(
      Object.entries(reads).map(([name, read]) =>
        node('model', name, {
          reads: read.split(' ').flatMap((parent) => (parent ? [`model.shop.${parent}`] : [])),
        }),
      ),
    ),
  )
}

function names(ids: Iterable<string>): string {
  return [...ids].map((id) => id.split('.').at(-1)).join(' ')
}

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

const chain = models({ a: '', b: 'a', c: 'b a', d: 'c', other: '' })

test('knows who reads whom, both ways', () => {
  expect(names(chain.parents('model.shop.c'))).toBe('b a')
  expect(names(chain.children('model.shop.a'))).toBe('b c')
  expect(chain.parents('model.shop.a')).toEqual([])
  expect(chain.children('model.shop.other')).toEqual([])
})

test('walks up and down, as far as is asked', () => {
  expect(names(chain.ancestors(['model.shop.d']))).toBe('c b a')
  expect(names(chain.ancestors(['model.shop.d'], 1))).toBe('c')
  expect(names(chain.ancestors(['model.shop.d'], 2))).toBe('c b a')
  expect(names(chain.ancestors(['model.shop.d'], 0))).toBe('')
  expect(names(chain.descendants(['model.shop.a'], 1))).toBe('b c')
  expect(names(chain.descendants(['model.shop.c', 'model.shop.other']))).toBe('d')
})

test('counts a node as its own relative only if another one leads there', () => {
  expect(names(chain.descendants(['model.shop.b', 'model.shop.c']))).toBe('c d')
})

test('holds sources and exposures as well', () => {
  const graph = buildGraph(
    manifestOf([
      exposure('board', { reads: ['model.shop.orders'] }),
      node('model', 'orders', { reads: ['source.shop.raw.orders'] }),
      source('raw.orders'),
    ]),
  )
  expect(graph.topologicalOrder).toEqual([
    'source.shop.raw.orders',
    'model.shop.orders',
    'exposure.shop.board',
  ])
})

test('counts a parent once that is read twice', () => {
  const graph = models({ a: '', b: 'a a' })
  expect(names(graph.parents('model.shop.b'))).toBe('a')
  expect(names(graph.topologicalOrder)).toBe('a b')
})

test('orders by level, and within one as the manifest does', () => {
  expect(names(models({ z: 'y', c: '', b: 'c', y: '', a: 'b' }).topologicalOrder)).toBe('c y b z a')
})

test.each([1, 2, 3, 4, 5])('puts parents before children (random graph %i)', (seed) => {
  const random = createRandom(seed)
  const dag = randomDag(random, 300, 4)
  const graph = buildGraph(
    manifestOf(
      [...dag].map(([name, read]) => node('model', name, { reads: read.map((id) => `model.shop.${id}`) })),
    ),
  )
  const place = new Map(graph.topologicalOrder.map((id, index) => [id, index]))
  expect(place.size).toBe(300)
  for (const [name, read] of dag) {
    for (const parent of read) {
      expect(place.get(`model.shop.${parent}`)).toBeLessThan(place.get(`model.shop.${name}`)!)
    }
  }
  // Walking down from a node and up to it must agree.
  const [some] = [...dag.keys()]
  for (const id of graph.descendants([`model.shop.${some}`])) {
    expect(graph.ancestors([id]).has(`model.shop.${some}`)).toBe(true)
  }
})

test('names what a node depends on and the project does not have', () => {
  const error = thrownBy(() => models({ a: 'gone' })) as TdbtError
  expect(error).toBeInstanceOf(TdbtError)
  expect(error.message).toBe("'model.shop.a' depends on 'model.shop.gone', which is not in the project")
  expect(error.place).toEqual({ file: 'models/a.sql' })
})

describe('a cycle', () => {
  test('is named by its path, with a file and a hint', () => {
    const error = thrownBy(() => models({ start: '', a: 'start c', b: 'a', c: 'b', end: 'c' })) as TdbtError
    expect(error).toBeInstanceOf(TdbtError)
    expect(error.kind).toBe('Compilation')
    const [first = '', ...edges] = error.message.replaceAll('model.shop.', '').split('\n')
    const path = first.replace('Found a cycle: ', '').split(' --> ')
    expect(path[0]).toBe(path.at(-1))
    expect('a b c a b c').toContain(path.slice(0, -1).join(' '))
    expect(path).toHaveLength(4)
    const reads = path.slice(1).map((reader, at) => `  ${reader} reads ${path[at]} (models/${reader}.sql)`)
    expect(edges).toEqual(reads)
    expect(error.place).toEqual({ file: `models/${path[1]}.sql` })
    expect(error.hint).toContain('refs')
  })

  test('of one model is told how a model reads its own table', () => {
    const error = thrownBy(() => models({ a: 'a' })) as TdbtError
    expect(error.message).toBe(
      'Found a cycle: model.shop.a --> model.shop.a\n  model.shop.a reads model.shop.a (models/a.sql)',
    )
    expect(error.hint).toContain('{{ this }}')
  })

  test('is shown by a short path where there are long ones', () => {
    const error = thrownBy(() => models({ a: 'e b', b: 'a', c: 'b', d: 'c', e: 'd' })) as TdbtError
    expect(error.message.split(' --> ')).toHaveLength(3)
  })

  test('does not hide another one', () => {
    const errors = thrownBy(() => models({ a: 'b', b: 'a', between: 'a', c: 'd between', d: 'c' }))
    expect(errors).toBeInstanceOf(TdbtErrors)
    const found = (errors as TdbtErrors).errors.map(({ message }) => message).sort()
    expect(found).toHaveLength(2)
    expect(found[0]).toMatch(/model\.shop\.[ab] --> model\.shop\.[ab] -->/)
    expect(found[1]).toMatch(/model\.shop\.[cd] --> model\.shop\.[cd] -->/)
  })

  test('may be long, and have a long tail', () => {
    const size = 10_000
    const reads = Array.from({ length: size }, (_, index): [string, string] => {
      if (index === 0) return ['m0', `m${size / 2}`]
      return [`m${index}`, `m${index - 1}`]
    })
    const error = thrownBy(() => models(Object.fromEntries(reads))) as TdbtError
    expect(error.message).toMatch(/^Found a cycle: model\.shop\.m\d+ --> .* --> \.\.\. 4981 more \.\.\. --> /)
    expect(error.message.length).toBeLessThan(2000)
    const parents = new Map(reads.map(([name, read]) => [name, [read]]))
    const children = new Map(reads.map(([name]) => [name, [] as string[]]))
    for (const [name, read] of reads) children.get(read)?.push(name)
    const [cycle, ...others] = findCycles(parents, children, new Set(parents.keys()))
    expect(others).toEqual([])
    expect(new Set(cycle)).toEqual(new Set(Array.from({ length: size / 2 + 1 }, (_, index) => `m${index}`)))
  })
})
