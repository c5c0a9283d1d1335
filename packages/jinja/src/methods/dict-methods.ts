import { JinjaError, typeError, valueError } from '../errors.js'
import { iterate } from '../values/iterate.js'
import { mappingEntries } from '../values/mapping.js'
import { repr } from '../values/text.js'
import { Dict, Tuple, Undefined, type Value } from '../values/value.js'
import { DictView } from '../values/views.js'
import { type Method, type MethodTable, positional } from './method.js'

/** The entries that `dict(...)` and `update` take: a mapping, or pairs. */
export function* entriesOf(source: Value): Generator<[Value, Value]> {
  const entries = mappingEntries(source)
  if (entries) {
    yield* entries
    return
  }
  // Python asks it for its keys first.
  if (source instanceof Undefined && source.kind !== 'absorbing') throw source.error()
  let i = 0
  for (const pair of iterate(source)) {
    let items: Value[]
    try {
      items = [...iterate(pair)]
    } catch {
      throw typeError(`cannot convert dictionary update sequence element #${i} to a sequence`)
    }
    if (items.length !== 2) {
      throw valueError(`dictionary update sequence element #${i} has length ${items.length}; 2 is required`)
    }
    yield [items[0]!, items[1]!]
    i++
  }
}

const view = (kind: 'keys' | 'values' | 'items'): Method<Dict> =>
  positional(0, 0, (self) => new DictView(self, kind))

export const DICT_METHODS: MethodTable<Dict> = new Map<string, Method<Dict>>([
  ['keys', view('keys')],
  ['values', view('values')],
  ['items', view('items')],
  [
    'get',
    positional(1, 2, (self, key, fallback = null) => {
      const found = self.get(key!)
      return found === undefined ? fallback : found
    }),
  ],
  [
    'pop',
    positional(1, 2, (self, key, fallback) => {
      const found = self.get(key!)
      if (found === undefined) {
        if (fallback === undefined) throw new JinjaError('key', repr(key!))
        return fallback
      }
      self.delete(key!)
      return found
    }),
  ],
  [
    'popitem',
    positional(0, 0, (self) => {
      const last = [...self.entries()].pop()
      if (!last) throw new JinjaError('key', "'popitem(): dictionary is empty'")
      self.delete(last[0])
      return new Tuple(last)
    }),
  ],
  [
    'setdefault',
    positional(1, 2, (self, key, fallback = null) => {
      const found = self.get(key!)
      if (found !== undefined) return found
      self.set(key!, fallback)
      return fallback
    }),
  ],
  [
    'update',
    (self, args) => {
      if (args.positional.length > 1) {
        throw typeError(`update expected at most 1 argument, got ${args.positional.length}`)
      }
      const [source] = args.positional
      if (source !== undefined) for (const [key, value] of [...entriesOf(source)]) self.set(key, value)
      for (const [name, value] of args.named) self.set(name, value)
      return null
    },
  ],
  [
    'clear',
    positional(0, 0, (self) => {
      self.clear()
      return null
    }),
  ],
  ['copy', positional(0, 0, (self) => Dict.of(self.entries()))],
  [
    'fromkeys',
    positional(1, 2, (_self, keys, value = null) =>
      Dict.of(Array.from(iterate(keys!), (key) => [key, value] as const)),
    ),
  ],
])

export function dictFrom(positionals: readonly Value[], named: ReadonlyMap<string, Value>): Dict {
  if (positionals.length > 1) {
    throw typeError(`dict expected at most 1 argument, got ${positionals.length}`)
  }
  const [source] = positionals
  const dict = source === undefined ? new Dict() : Dict.of(entriesOf(source))
  for (const [name, value] of named) dict.set(name, value)
  return dict
}
