import { TdbtError } from '@tdbt/adapter-api'
import { callValue, Dict, hostFunction, iterate, LazyIterator, Tuple, truthy, type Value } from '@tdbt/jinja'
import { type Parameter, templateFunction } from '../template-function.js'

/** `modules.itertools`: the functions of Python's that dbt shows. Nothing is made before it is asked for. */
export const itertoolsModule: Value = Dict.of([
  lazily('count', [optional('start', 0), optional('step', 1)], function* ([start, step]) {
    for (let value = number(start); ; value += number(step)) yield value
  }),
  lazily('cycle', ['iterable'], function* ([items]) {
    const all = list(items)
    while (all.length > 0) yield* all
  }),
  lazily('repeat', ['object', optional('times', null)], function* ([value, times]) {
    for (let i = 0; times === null || i < number(times); i++) yield value as Value
  }),
  lazily('accumulate', accumulateParameters(), function* ([items, func, initial]) {
    let total: Value | undefined = initial === null ? undefined : initial
    if (total !== undefined) yield total
    for (const item of iterate(items as Value)) {
      const sum: Value = total === undefined ? item : combined(func, total, item)
      total = sum
      yield sum
    }
  }),
  chain(),
  lazily('compress', ['data', 'selectors'], function* ([items, selectors]) {
    const chosen = iterator(selectors)
    for (const item of iterate(items as Value)) {
      const next = chosen.next()
      if (next.done) return
      if (truthy(next.value)) yield item
    }
  }),
  ['islice', hostFunction('islice', ({ positional }) => new LazyIterator(sliced(positional), 'islice'))],
  lazily('starmap', ['function', 'iterable'], function* ([func, items]) {
    for (const args of iterate(items as Value)) yield called(func, list(args))
  }),
  [
    'tee',
    templateFunction('tee', ['iterable', optional('n', 2)], ([items, count]) => {
      const all = list(items)
      return new Tuple(Array.from({ length: number(count) }, () => new LazyIterator(all)))
    }),
  ],
  lazily('zip_longest', ['*iterables', optional('fillvalue', null)], function* ([lists, fill]) {
    const all = list(lists).map(list)
    const longest = Math.max(0, ...all.map((items) => items.length))
    for (let i = 0; i < longest; i++) yield new Tuple(all.map((items) => items[i] ?? (fill as Value)))
  }),
  lazily('product', ['*iterables', optional('repeat', 1)], function* ([lists, repeat]) {
    const all = list(lists).map(list)
    const pools = Array.from({ length: number(repeat) }, () => all).flat()
    yield* tuples(choices(pools, 0))
  }),
  lazily('permutations', ['iterable', optional('r', null)], function* ([items, size]) {
    const all = list(items)
    yield* tuples(arrangements(all, size === null ? all.length : number(size), []))
  }),
  lazily('combinations', ['iterable', 'r'], function* ([items, size]) {
    yield* tuples(selections(list(items), number(size), 0, 1))
  }),
  lazily('combinations_with_replacement', ['iterable', 'r'], function* ([items, size]) {
    yield* tuples(selections(list(items), number(size), 0, 0))
  }),
])

function lazily(
  name: string,
  parameters: readonly Parameter[],
  make: (args: readonly Value[]) => Generator<Value>,
): [string, Value] {
  return [
    name,
    templateFunction(name, parameters, (args) => new LazyIterator(bounded(make(args), name), name)),
  ]
}

/** Nothing else would end a list of all numbers. */
const mostItems = 1_000_000

function* bounded(items: Generator<Value>, name: string): Generator<Value> {
  let count = 0
  for (const item of items) {
    count += 1
    if (count > mostItems) {
      throw new TdbtError(
        'bad-argument',
        `itertools.${name}() has more than ${mostItems.toLocaleString('en')} items`,
        {
          hint: 'take some of it: modules.itertools.islice(..., 10)',
        },
      )
    }
    yield item
  }
}

function optional(name: string, value: Value): Parameter {
  return { name, default: value }
}

function accumulateParameters(): readonly Parameter[] {
  return ['iterable', optional('func', null), optional('initial', null)]
}

function chain(): [string, Value] {
  const joined = function* (lists: Iterable<Value>): Generator<Value> {
    for (const items of lists) yield* iterate(items)
  }
  return ['chain', hostFunction('chain', ({ positional }) => new LazyIterator(joined(positional), 'chain'))]
}

/** `islice(iterable, stop)` or `islice(iterable, start, stop, step)`. */
function* sliced([items, ...bounds]: readonly Value[]): Generator<Value> {
  const [start, stop, step = 1] = bounds.length === 1 ? [0, bounds[0]] : bounds
  const from = start === null || start === undefined ? 0 : number(start)
  const to = stop === null || stop === undefined ? Number.POSITIVE_INFINITY : number(stop)
  const by = step === null ? 1 : number(step)
  if (from < 0 || to < 0 || by < 1) throw new TdbtError('bad-argument', 'islice takes no negative numbers')
  let index = 0
  if (to === 0) return
  for (const item of iterate(items as Value)) {
    if (index >= from && (index - from) % by === 0) yield item
    index += 1
    if (index >= to) return
  }
}

function* tuples(lists: Generator<readonly Value[]>): Generator<Value> {
  for (const items of lists) yield new Tuple(items)
}

/** One of each pool, the last changing fastest. */
function* choices(pools: readonly (readonly Value[])[], at: number): Generator<readonly Value[]> {
  const pool = pools[at]
  if (pool === undefined) {
    yield []
    return
  }
  for (const item of pool) for (const rest of choices(pools, at + 1)) yield [item, ...rest]
}

function* arrangements(
  items: readonly Value[],
  size: number,
  used: readonly number[],
): Generator<readonly Value[]> {
  if (used.length === size) {
    yield used.map((index) => items[index] as Value)
    return
  }
  for (let i = 0; i < items.length; i++) {
    if (!used.includes(i)) yield* arrangements(items, size, [...used, i])
  }
}

/** So many items in their order, each `step` places behind the one before at least. */
function* selections(
  items: readonly Value[],
  size: number,
  from: number,
  step: number,
): Generator<readonly Value[]> {
  if (size === 0) {
    yield []
    return
  }
  for (let i = from; i < items.length; i++) {
    for (const rest of selections(items, size - 1, i + step, step)) yield [items[i] as Value, ...rest]
  }
}

function number(value: Value | undefined): number {
  const found = typeof value === 'bigint' || typeof value === 'boolean' ? Number(value) : value
  if (typeof found === 'number') return found
  throw new TdbtError('bad-argument', 'itertools counts in whole numbers')
}

function list(value: Value | undefined): Value[] {
  return [...iterate(value as Value)]
}

function iterator(value: Value | undefined): Iterator<Value> {
  return iterate(value as Value)[Symbol.iterator]()
}

function combined(func: Value | undefined, total: Value, item: Value): Value {
  if (func !== null && func !== undefined) return called(func, [total, item])
  if (typeof total === 'number' && typeof item === 'number') return total + item
  if (typeof total === 'string' && typeof item === 'string') return total + item
  throw new TdbtError('bad-argument', 'accumulate adds whole numbers or texts, or calls a function')
}

function called(func: Value | undefined, args: readonly Value[]): Value {
  const value = callValue(func as Value, args)
  if (value instanceof Promise) throw new TdbtError('query-not-possible', "itertools can't wait for a query")
  return value
}
