import { JinjaError, typeError, valueError } from '../errors.js'
import { callArgs, NO_NAMED } from '../values/callable.js'
import { equals } from '../values/compare.js'
import { iterate } from '../values/iterate.js'
import { asIndex } from '../values/numbers.js'
import { sorted } from '../values/sorting.js'
import { repr } from '../values/text.js'
import { truthy } from '../values/truth.js'
import { type Tuple, typeName, type Value } from '../values/value.js'
import { type Method, type MethodTable, positional, withParameters } from './method.js'

/** More items than any template has a use for; an endless loop of appends ends here. */
const MAX_ITEMS = 10_000_000

function index(value: Value): number {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value) {
    throw new JinjaError('overflow', 'Python int too large to convert to C ssize_t')
  }
  const found = asIndex(value)
  if (found === undefined) {
    throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
  }
  return found
}

/** A bound of a part, which may lie anywhere. */
function bound(value: Value): number {
  return typeof value === 'bigint' ? Number(value) : index(value)
}

function grown(self: Value[]): null {
  if (self.length > MAX_ITEMS) throw new JinjaError('overflow', 'the list is too big')
  return null
}

function indexOf(items: readonly Value[], value: Value, from: Value, to: Value, type: string): number {
  const clamp = (at: number) => (at < 0 ? Math.max(0, at + items.length) : at)
  const start = from === null ? 0 : clamp(bound(from))
  const end = to === null ? items.length : Math.min(items.length, clamp(bound(to)))
  for (let i = start; i < end; i++) if (equals(items[i]!, value)) return i
  throw valueError(type === 'list' ? `${repr(value)} is not in list` : 'tuple.index(x): x not in tuple')
}

function count(items: readonly Value[], value: Value): number {
  return items.reduce((found: number, item) => (equals(item, value) ? found + 1 : found), 0)
}

function sortKey(key: Value): (item: Value) => Value {
  if (key === null) return (item) => item
  return (item) => {
    const value = callArgs(key, { positional: [item], named: NO_NAMED })
    if (value instanceof Promise) throw typeError('a sort key must not wait for a query')
    return value
  }
}

export const LIST_METHODS: MethodTable<Value[]> = new Map<string, Method<Value[]>>([
  [
    'append',
    positional(1, 1, (self, value) => {
      self.push(value!)
      return grown(self)
    }),
  ],
  [
    'extend',
    positional(1, 1, (self, values) => {
      // A copy first: a list may be extended by itself.
      for (const value of [...iterate(values!)]) self.push(value)
      return grown(self)
    }),
  ],
  [
    'insert',
    positional(2, 2, (self, at, value) => {
      self.splice(index(at!), 0, value!)
      return grown(self)
    }),
  ],
  [
    'pop',
    positional(0, 1, (self, at = -1) => {
      if (self.length === 0) throw new JinjaError('index', 'pop from empty list')
      const i = index(at)
      const found = i < 0 ? i + self.length : i
      if (found < 0 || found >= self.length) throw new JinjaError('index', 'pop index out of range')
      return self.splice(found, 1)[0]!
    }),
  ],
  [
    'remove',
    positional(1, 1, (self, value) => {
      const at = self.findIndex((item) => equals(item, value!))
      if (at < 0) throw valueError('list.remove(x): x not in list')
      self.splice(at, 1)
      return null
    }),
  ],
  [
    'clear',
    positional(0, 0, (self) => {
      self.length = 0
      return null
    }),
  ],
  ['copy', positional(0, 0, (self) => [...self])],
  ['count', positional(1, 1, (self, value) => count(self, value!))],
  [
    'index',
    positional(1, 3, (self, value, from = null, to = null) => indexOf(self, value!, from, to, 'list')),
  ],
  [
    'reverse',
    positional(0, 0, (self) => {
      self.reverse()
      return null
    }),
  ],
  [
    'sort',
    withParameters(
      [
        { name: 'key', default: null },
        { name: 'reverse', default: false },
      ],
      (self, key, reverse) => {
        const ordered = sorted(self, sortKey(key!), truthy(reverse!))
        for (const [at, item] of ordered.entries()) self[at] = item
        return null
      },
    ),
  ],
])

export const TUPLE_METHODS: MethodTable<Tuple> = new Map<string, Method<Tuple>>([
  ['count', positional(1, 1, (self, value) => count(self.items, value!))],
  [
    'index',
    positional(1, 3, (self, value, from = null, to = null) => indexOf(self.items, value!, from, to, 'tuple')),
  ],
])
