import { JinjaError } from '../errors.js'
import type { FilterFunction, Runtime } from '../runtime.js'
import { NO_NAMED } from '../values/callable.js'
import { iterate } from '../values/iterate.js'
import { LazyIterator } from '../values/lazy-iterator.js'
import { repr } from '../values/text.js'
import { truthy } from '../values/truth.js'
import { asText, type CallArgs, hashKey, type MaybePromise, Undefined, type Value } from '../values/value.js'
import { attributeGetter } from './attribute-getter.js'

type Apply = (item: Value) => MaybePromise<Value>

function named(what: 'filter' | 'test', name: Value, runtime: Runtime): FilterFunction {
  const text = asText(name)
  const found =
    text === undefined ? undefined : (what === 'filter' ? runtime.filters : runtime.tests).get(text)
  if (!found) {
    // Raises for what can't be the key of a dict.
    hashKey(name)
    const reason =
      name instanceof Undefined
        ? ` (${name.error().message}; did you forget to quote the callable name?)`
        : ''
    throw new JinjaError('runtime', `No ${what} named ${repr(name)}.${reason}`)
  }
  return found
}

/** What `map` does with each item: look up an attribute, or apply a filter. */
function mapper({ positional, named: keywords }: CallArgs, runtime: Runtime): Apply {
  if (positional.length === 0 && keywords.has('attribute')) {
    const other = [...keywords.keys()].find((name) => name !== 'attribute' && name !== 'default')
    if (other) throw new JinjaError('runtime', `Unexpected keyword argument '${other}'`)
    const fallback = keywords.get('default') ?? null
    return attributeGetter(keywords.get('attribute')!, runtime, { fallback })
  }
  const [name, ...rest] = positional
  if (name === undefined) throw new JinjaError('runtime', 'map requires a filter argument')
  const apply = named('filter', name, runtime)
  return (item) => apply(item, { positional: rest, named: keywords }, runtime)
}

/** What `select` and its kin ask of each item: a test, or its truth. */
function selector({ positional, named: keywords }: CallArgs, ofAttribute: boolean, runtime: Runtime): Apply {
  const rest = [...positional]
  let get: (item: Value) => Value = (item) => item
  if (ofAttribute) {
    const attribute = rest.shift()
    if (attribute === undefined) {
      throw new JinjaError('runtime', 'Missing parameter for attribute name')
    }
    get = attributeGetter(attribute, runtime)
  }
  const name = rest.shift()
  if (name === undefined) return (item) => truthy(get(item))
  const test = named('test', name, runtime)
  const args: CallArgs = { positional: rest, named: keywords.size > 0 ? keywords : NO_NAMED }
  return (item) => test(get(item), args, runtime)
}

async function mapRest(
  items: readonly Value[],
  apply: Apply,
  done: Value[],
  first: Promise<Value>,
): Promise<Value[]> {
  const results = [...done, await first]
  for (let i = results.length; i < items.length; i++) results.push(await apply(items[i]!))
  return results
}

function mapAll(items: readonly Value[], apply: Apply): MaybePromise<Value[]> {
  const results: Value[] = []
  for (const item of items) {
    const result = apply(item)
    if (result instanceof Promise) return mapRest(items, apply, results, result)
    results.push(result)
  }
  return results
}

/**
 * Jinja2 gives a generator, whose items are made when they are asked for. Here they are made at once,
 * since an item may have to be waited for; that can be told only from side effects.
 */
function lazily(items: MaybePromise<Value[]>): MaybePromise<Value> {
  return items instanceof Promise ? items.then((ready) => new LazyIterator(ready)) : new LazyIterator(items)
}

function selecting(name: string, isReject: boolean, ofAttribute: boolean): [string, FilterFunction] {
  return [
    name,
    (value, args, runtime) => {
      if (!truthy(value)) return new LazyIterator([])
      const items = [...iterate(value)]
      const results = mapAll(items, selector(args, ofAttribute, runtime))
      const pick = (tests: Value[]) => items.filter((_item, i) => truthy(tests[i]!) !== isReject)
      return lazily(results instanceof Promise ? results.then(pick) : pick(results))
    },
  ]
}

/** Filters that apply other filters and tests to the items of a sequence. */
export function mappingFilters(): [string, FilterFunction][] {
  return [
    [
      'map',
      (value, args, runtime) => {
        if (!truthy(value)) return new LazyIterator([])
        return lazily(mapAll([...iterate(value)], mapper(args, runtime)))
      },
    ],
    selecting('select', false, false),
    selecting('reject', true, false),
    selecting('selectattr', false, true),
    selecting('rejectattr', true, true),
  ]
}
