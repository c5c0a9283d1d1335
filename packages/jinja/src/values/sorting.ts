import { compare } from './compare.js'
import type { Value } from './value.js'

/** Python's `sorted`: stable, also in reverse. Throws for values that have no order. */
export function sorted(items: Iterable<Value>, key: (item: Value) => Value, reverse = false): Value[] {
  const keyed = Array.from(items, (item) => ({ item, key: key(item) }))
  // Python's sort asks only whether one is smaller, so that what has no order is taken for equal.
  const order = (a: Value, b: Value) => {
    const found = compare(a, b)
    return Number.isNaN(found) ? 0 : found
  }
  keyed.sort((a, b) => (reverse ? order(b.key, a.key) : order(a.key, b.key)))
  return keyed.map(({ item }) => item)
}
