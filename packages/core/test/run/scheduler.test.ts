import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type GraphRun, runGraph, type SkipCause } from '../../src/run/scheduler.js'
import { createRandom, randomDag } from '../graph/random-dag.js'

type Result = 'done' | 'failed' | SkipCause | { readonly crash: unknown }

interface Recorded {
  readonly started: readonly string[]
  readonly atOnce: number
  readonly results: ReadonlyMap<string, Result>
}

/** `a: 'b c'`: a depends on b and c. */
function reads(graph: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(graph).map(([id, read]) => [id, read.split(' ').filter((name) => name !== '')]),
  )
}

/** Runs and checks on the way that nothing starts before what it depends on, or twice. */
async function record(
  graph: ReadonlyMap<string, readonly string[]>,
  options: Partial<GraphRun<Result>> & { failing?: ReadonlySet<string>; wait?: () => Promise<unknown> } = {},
): Promise<Recorded> {
  const started: string[] = []
  const finished = new Set<string>()
  let running = 0
  let atOnce = 0
  const { failing = new Set(), wait = () => Promise.resolve(), ids = graph.keys() } = options
  const isRun = new Set(ids)
  const results = await runGraph<Result>({
    ids: isRun,
    dependencies: (id) => graph.get(id)!,
    threads: 4,
    run: async (id) => {
      for (const dependency of graph.get(id)!) {
        if (isRun.has(dependency) && !finished.has(dependency)) throw new Error(`${id} before ${dependency}`)
      }
      if (started.includes(id)) throw new Error(`${id} runs twice`)
      started.push(id)
      running += 1
      atOnce = Math.max(atOnce, running)
      await wait()
      running -= 1
      finished.add(id)
      return failing.has(id) ? 'failed' : 'done'
    },
    crash: (_id, error) => ({ crash: error }),
    skip: (_id, cause) => cause,
    failed: (result) => result !== 'done',
    ...options,
  })
  return { started, atOnce, results }
}

function downstream(graph: ReadonlyMap<string, readonly string[]>, from: ReadonlySet<string>): Set<string> {
  const found = new Set<string>()
  for (let before = -1; before < found.size; ) {
    before = found.size
    for (const [id, read] of graph) if (read.some((name) => from.has(name) || found.has(name))) found.add(id)
  }
  return found
}

const seeds = [1, 2, 3, 4, 5, 6]

describe('random graphs', () => {
  test.each(seeds)('run everything once, in order, and fill the threads but no more (%i)', async (seed) => {
    const random = createRandom(seed)
    const graph = randomDag(random, 120, 3)
    const threads = 1 + (seed % 4)
    const { started, atOnce, results } = await record(graph, { threads, wait: () => sleep(random() * 2) })
    expect([...started].sort()).toEqual([...graph.keys()].sort())
    expect([...results.values()].every((result) => result === 'done')).toBe(true)
    expect(atOnce).toBe(threads)
  })

  test.each(seeds)('skip what is downstream of failures and nothing else (%i)', async (seed) => {
    const random = createRandom(seed)
    const graph = randomDag(random, 120, 3)
    const failing = new Set([...graph.keys()].filter(() => random() < 0.05))
    const { started, results } = await record(graph, { failing, wait: () => sleep(random() * 2) })
    const skipped = downstream(graph, failing)
    expect(failing.size).toBeGreaterThan(0)
    expect(new Set(started)).toEqual(new Set([...graph.keys()].filter((id) => !skipped.has(id))))
    for (const id of graph.keys()) {
      const result = results.get(id)!
      if (!skipped.has(id)) {
        expect(result).toBe(failing.has(id) ? 'failed' : 'done')
        continue
      }
      expect(result).toMatchObject({ reason: 'dependency' })
      const { id: cause } = result as { id: string }
      expect(failing.has(cause)).toBe(true)
      expect(downstream(graph, new Set([cause])).has(id)).toBe(true)
    }
  })

  test.each(seeds)('keep the order between nodes when those between them are not run (%i)', async (seed) => {
    const random = createRandom(seed)
    const graph = randomDag(random, 120, 3)
    const ids = [...graph.keys()].filter(() => random() < 0.3)
    const failing = new Set(ids.filter(() => random() < 0.1))
    const { started, results } = await record(graph, { ids, failing, wait: () => sleep(random() * 2) })
    const skipped = downstream(graph, failing)
    expect(new Set(started)).toEqual(new Set(ids.filter((id) => !skipped.has(id))))
    expect(new Set(results.keys())).toEqual(new Set(ids))
    for (const [place, id] of started.entries()) {
      const later = downstream(graph, new Set([id]))
      for (const earlier of started.slice(0, place)) expect(later.has(earlier)).toBe(false)
    }
  })
})

describe('of what is ready', () => {
  const fork = reads({ short: '', long1: '', middle: '', long2: 'long1', long3: 'long2', middle2: 'middle' })

  test('the longest path goes first, and ties as they are named', async () => {
    const { started } = await record(fork, { threads: 1 })
    expect(started).toEqual(['long1', 'middle', 'long2', 'short', 'long3', 'middle2'])
  })

  test('costs say how long a path is', async () => {
    const { started } = await record(fork, { threads: 1, cost: (id) => (id === 'short' ? 10 : 1) })
    expect(started[0]).toBe('short')
  })

  test('what is not run costs nothing', async () => {
    const ids = ['short', 'long1', 'long3', 'middle', 'middle2']
    const { started } = await record(fork, { threads: 1, ids })
    expect(started.slice(0, 2)).toEqual(['long1', 'middle'])
  })
})

describe('the end of a run', () => {
  const row = reads({ a: '', b: 'a', c: 'b', x: '', y: '' })

  test('an exception is a result, and what depends on it is skipped', async () => {
    const boom = new Error('boom')
    const { results } = await record(row, {
      run: (id) => (id === 'b' ? Promise.reject(boom) : Promise.resolve('done')),
    })
    expect(results.get('b')).toEqual({ crash: boom })
    expect(results.get('c')).toEqual({ reason: 'dependency', id: 'b' })
    expect(results.get('y')).toBe('done')
  })

  test('so is one that is thrown at once, however many there are', async () => {
    const many = new Map(Array.from({ length: 20_000 }, (_, index) => [`n${index}`, [] as readonly string[]]))
    const { results } = await record(many, {
      run: () => {
        throw new Error('boom')
      },
    })
    expect(results.size).toBe(20_000)
  })

  test('fail-fast starts nothing more, and waits for what runs', async () => {
    const { results } = await record(row, {
      threads: 2,
      failFast: true,
      run: async (id) => {
        if (id === 'a') return 'failed'
        await sleep(10)
        return 'done'
      },
    })
    expect(Object.fromEntries(results)).toEqual({
      a: 'failed',
      b: { reason: 'dependency', id: 'a' },
      c: { reason: 'dependency', id: 'a' },
      x: 'done',
      y: { reason: 'fail-fast', id: 'a' },
    })
  })

  test('an abort starts nothing more, and everything has a result', async () => {
    const controller = new AbortController()
    const { results } = await record(row, {
      threads: 1,
      signal: controller.signal,
      run: async (id) => {
        if (id === 'b') controller.abort()
        return 'done'
      },
    })
    expect(Object.fromEntries(results)).toEqual({
      a: 'done',
      b: 'done',
      c: { reason: 'aborted' },
      x: { reason: 'aborted' },
      y: { reason: 'aborted' },
    })
  })

  test('a signal that was aborted before starts nothing at all', async () => {
    const { started, results } = await record(row, { signal: AbortSignal.abort() })
    expect(started).toEqual([])
    expect(results.size).toBe(5)
  })

  test('comes at once if there is nothing to run', async () => {
    expect((await record(row, { ids: [] })).results.size).toBe(0)
  })

  test('a result is told when all that the node waited for is done', async () => {
    const told: string[] = []
    await record(reads({ bad: '', slow: '', child: 'bad slow' }), {
      run: async (id) => {
        await sleep(id === 'slow' ? 20 : 1)
        told.push(id)
        return id === 'bad' ? 'failed' : 'done'
      },
      skip: (id, cause) => {
        told.push(id)
        return cause
      },
    })
    expect(told).toEqual(['bad', 'slow', 'child'])
  })
})

test('a mistake of the caller is thrown', async () => {
  await expect(record(reads({ a: '' }), { crash: failing, run: failing })).rejects.toThrow('mistake')
  await expect(
    record(reads({ bad: '', b: 'bad' }), { failing: new Set(['bad']), skip: failing }),
  ).rejects.toThrow('mistake')
  await expect(record(reads({ a: '' }), { threads: 0 })).rejects.toThrow('at least 1')
  await expect(record(reads({ a: 'b', b: 'a' }))).rejects.toThrow('cycle')
})

function failing(): never {
  throw new Error('mistake')
}
