import { JinjaError, typeError } from '../errors.js'
import type { FilterFunction, Runtime } from '../runtime.js'
import { getAttribute } from '../values/access.js'
import { compare, equals } from '../values/compare.js'
import { iterate, length } from '../values/iterate.js'
import { LazyIterator } from '../values/lazy-iterator.js'
import { mappingEntries } from '../values/mapping.js'
import { asIndex } from '../values/numbers.js'
import { arithmetic } from '../values/operators.js'
import { getSlice } from '../values/slice.js'
import { sorted } from '../values/sorting.js'
import { str } from '../values/text.js'
import { truthy } from '../values/truth.js'
import { asText, Dict, HostObject, Tuple, typeName, Undefined, type Value } from '../values/value.js'
import { attributeGetter, attributesGetter, type Getter, ignoreCase } from './attribute-getter.js'
import { filter, optional } from './define.js'

function first(value: Value, runtime: Runtime): Value {
  for (const item of iterate(value)) return item
  return runtime.undefined(undefined, 'No first item, sequence was empty.')
}

function reversed(value: Value): Iterable<Value> | undefined {
  if (Array.isArray(value)) return [...value].reverse()
  if (value instanceof Tuple) return [...value.items].reverse()
  const text = asText(value)
  if (text !== undefined) return [...text].reverse()
  if (value instanceof Dict) return value.keys().reverse()
  if (value instanceof HostObject) return value.reversed?.()
  return undefined
}

function last(value: Value, runtime: Runtime): Value {
  const items = reversed(value)
  if (!items) {
    if (!(value instanceof Undefined)) throw typeError(`'${typeName(value)}' object is not reversible`)
    if (value.kind === 'strict') throw value.error()
  }
  for (const item of items ?? []) return item
  return runtime.undefined(undefined, 'No last item, sequence was empty.')
}

function reverse(value: Value): Value {
  if (asText(value) !== undefined) return getSlice(value, null, null, -1)
  const items = reversed(value)
  if (items) return new LazyIterator(items, Array.isArray(value) ? 'list_reverseiterator' : 'reversed')
  let all: Value[]
  try {
    all = [...iterate(value)]
  } catch (error) {
    if (!(error instanceof JinjaError) || error.kind !== 'type') throw error
    throw new JinjaError('runtime', 'argument must be iterable')
  }
  return all.reverse()
}

function extreme(
  value: Value,
  isMax: boolean,
  caseSensitive: boolean,
  attribute: Value,
  runtime: Runtime,
): Value {
  const get = attributeGetter(attribute, runtime, caseSensitive ? {} : { postprocess: ignoreCase })
  let found: { item: Value; key: Value } | undefined
  for (const item of iterate(value)) {
    const key = get(item)
    if (!found) found = { item, key }
    else if (isMax ? compare(key, found.key, '>') > 0 : compare(key, found.key, '<') < 0) {
      found = { item, key }
    }
  }
  return found ? found.item : runtime.undefined(undefined, 'No aggregated item, sequence was empty.')
}

function entries(value: Value): Iterable<[Value, Value]> {
  const found = mappingEntries(value)
  if (found) return found
  if (value instanceof Undefined) {
    if (value.kind === 'absorbing') return []
    throw value.error()
  }
  throw new JinjaError('attribute', `'${typeName(value)}' object has no attribute 'items'`)
}

function* items(value: Value): Generator<Value> {
  if (value instanceof Undefined) return
  const found = mappingEntries(value)
  if (!found) throw typeError('Can only get item pairs from a mapping.')
  for (const entry of [...found]) yield new Tuple(entry)
}

function dictSort(value: Value, caseSensitive: boolean, by: Value, isReverse: boolean): Value {
  if (by !== 'key' && by !== 'value') {
    throw new JinjaError('runtime', 'You can only sort by either "key" or "value"')
  }
  const pairs = Array.from(entries(value), (entry) => new Tuple(entry))
  const key: Getter = (pair) => {
    const part = (pair as Tuple).items[by === 'key' ? 0 : 1]!
    return caseSensitive ? part : ignoreCase(part)
  }
  return sorted(pairs, key, isReverse)
}

function count(value: Value): number {
  const found = asIndex(value)
  if (found === undefined) {
    throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
  }
  return found
}

/** More items than any template has a use for. */
function notTooMany(items: number): void {
  if (items > 10_000_000) throw new JinjaError('overflow', `a result of ${items} items is too big`)
}

function* batches(value: Value, size: number, fill: Value): Generator<Value> {
  let batch: Value[] = []
  for (const item of iterate(value)) {
    if (batch.length === size) {
      yield batch
      batch = []
    }
    batch.push(item)
  }
  if (batch.length === 0) return
  if (fill !== null) {
    notTooMany(size)
    while (batch.length < size) batch.push(fill)
  }
  yield batch
}

function* slices(value: Value, number: number, fill: Value): Generator<Value> {
  const items = [...iterate(value)]
  if (number === 0) throw new JinjaError('zero-division', 'integer division or modulo by zero')
  notTooMany(number)
  const size = Math.floor(items.length / number)
  const longer = items.length % number
  let offset = 0
  for (let i = 0; i < number; i++) {
    const start = offset + i * size
    if (i < longer) offset++
    const part = items.slice(start, offset + (i + 1) * size)
    if (fill !== null && i >= longer) part.push(fill)
    yield part
  }
}

/** A tuple whose two items also have names. */
class Group extends HostObject {
  constructor(
    readonly grouper: Value,
    readonly list: Value[],
  ) {
    super()
  }

  get #tuple(): Tuple {
    return new Tuple([this.grouper, this.list])
  }

  override readonly isSequence = true

  override typeName(): string {
    return 'jinja2.filters._GroupTuple'
  }

  override attr(name: string): Value | undefined {
    return name === 'grouper' ? this.grouper : name === 'list' ? this.list : undefined
  }

  override item(key: Value): Value | undefined {
    const index = asIndex(key)
    return index === undefined ? undefined : this.#tuple.items.at(index)
  }

  override repr(): string {
    return str(this.#tuple)
  }

  override length(): number {
    return 2
  }

  override iterate(): Iterable<Value> {
    return this.#tuple.items
  }

  override equals(other: Value): boolean {
    return equals(this.#tuple, other instanceof Group ? other.#tuple : other)
  }

  override toJs(): unknown {
    return [this.grouper, this.list]
  }
}

function groupBy(
  value: Value,
  attribute: Value,
  fallback: Value,
  caseSensitive: boolean,
  runtime: Runtime,
): Value {
  const options = { fallback }
  const get = attributeGetter(
    attribute,
    runtime,
    caseSensitive ? options : { ...options, postprocess: ignoreCase },
  )
  const shown = attributeGetter(attribute, runtime, options)
  const groups: { key: Value; items: Value[] }[] = []
  for (const item of sorted(iterate(value), get)) {
    const key = get(item)
    const current = groups[groups.length - 1]
    if (current && equals(current.key, key)) current.items.push(item)
    else groups.push({ key, items: [item] })
  }
  return groups.map(({ items }) => new Group(shown(items[0]!), items))
}

function* unique(value: Value, get: Getter): Generator<Value> {
  const seen = new Dict()
  for (const item of iterate(value)) {
    const key = get(item)
    if (seen.has(key)) continue
    seen.set(key, null)
    yield item
  }
}

function sum(value: Value, attribute: Value, start: Value, runtime: Runtime): Value {
  const get = attributeGetter(attribute, runtime)
  if (asText(start) !== undefined) throw typeError("sum() can't sum strings [use ''.join(seq) instead]")
  const add = arithmetic('+')
  let total: Value = start
  for (const item of iterate(value)) total = add(total, get(item))
  return total
}

function random(value: Value, runtime: Runtime): Value {
  if (value instanceof Dict) throw new JinjaError('key', 'a dict has no random item')
  const items = [...iterate(value)]
  length(value)
  if (items.length === 0) return runtime.undefined(undefined, 'No random item, sequence was empty.')
  return items[Math.floor(Math.random() * items.length)]!
}

/** Filters of sequences and mappings, but for those that apply other filters. */
export function sequenceFilters(): [string, FilterFunction][] {
  const caseSensitive = optional('case_sensitive', false)
  const attribute = optional('attribute')
  return [
    filter('length', [], length),
    filter('count', [], length),
    filter('first', [], (value, _args, runtime) => first(value, runtime)),
    filter('last', [], (value, _args, runtime) => last(value, runtime)),
    filter('random', [], (value, _args, runtime) => random(value, runtime)),
    filter('reverse', [], reverse),
    filter('list', [], (value) => [...iterate(value)]),
    filter('join', [optional('d', ''), attribute], (value, [separator, path], runtime) => {
      const get = attributeGetter(path!, runtime)
      return Array.from(iterate(value), (item) => str(get(item))).join(str(separator!))
    }),
    filter(
      'sort',
      [optional('reverse', false), caseSensitive, attribute],
      (value, [isReverse, sensitive, path], runtime) => {
        const key = attributesGetter(path!, runtime, truthy(sensitive!) ? undefined : ignoreCase)
        return sorted(iterate(value), key, truthy(isReverse!))
      },
    ),
    filter('unique', [caseSensitive, attribute], (value, [sensitive, path], runtime) => {
      const options = truthy(sensitive!) ? {} : { postprocess: ignoreCase }
      return new LazyIterator(unique(value, attributeGetter(path!, runtime, options)))
    }),
    filter('min', [caseSensitive, attribute], (value, [sensitive, path], runtime) =>
      extreme(value, false, truthy(sensitive!), path!, runtime),
    ),
    filter('max', [caseSensitive, attribute], (value, [sensitive, path], runtime) =>
      extreme(value, true, truthy(sensitive!), path!, runtime),
    ),
    filter('sum', [attribute, optional('start', 0)], (value, [path, start], runtime) =>
      sum(value, path!, start!, runtime),
    ),
    filter(
      'dictsort',
      [caseSensitive, optional('by', 'key'), optional('reverse', false)],
      (value, [sensitive, by, isReverse]) => dictSort(value, truthy(sensitive!), by!, truthy(isReverse!)),
    ),
    filter('items', [], (value) => new LazyIterator(items(value))),
    filter(
      'batch',
      ['linecount', optional('fill_with')],
      (value, [size, fill]) => new LazyIterator(batches(value, count(size!), fill!)),
    ),
    filter(
      'slice',
      ['slices', optional('fill_with')],
      (value, [number, fill]) => new LazyIterator(slices(value, count(number!), fill!)),
    ),
    filter(
      'groupby',
      ['attribute', optional('default'), caseSensitive],
      (value, [path, fallback, sensitive], runtime) =>
        groupBy(value, path!, fallback!, truthy(sensitive!), runtime),
    ),
    filter('attr', ['name'], (value, [name], runtime) => {
      const text = asText(name!)
      if (text === undefined) throw typeError('attribute name must be string')
      return getAttribute(value, text, runtime)
    }),
    filter(
      'default',
      [optional('default_value', ''), optional('boolean', false)],
      (value, [fallback, isBoolean]) =>
        value instanceof Undefined || (truthy(isBoolean!) && !truthy(value)) ? fallback! : value,
    ),
  ]
}
