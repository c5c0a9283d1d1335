import { JinjaError, typeError } from '../errors.js'
import { Dict, HostObject, Tuple, typeName, Undefined, type Value } from './value.js'

/** The keys of a dict. Python forbids a dict to grow or shrink while it is iterated; this also ends endless loops. */
export function* dictKeys(dict: Dict): Generator<Value> {
  for (const [key] of dictEntries(dict)) yield key
}

export function* dictEntries(dict: Dict): Generator<[Value, Value]> {
  const { size } = dict
  for (const entry of dict.entries()) {
    yield entry
    if (dict.size !== size) throw new JinjaError('runtime', 'dictionary changed size during iteration')
  }
}

/** Python's `iter`. Throws for what can't be iterated. */
export function iterate(value: Value): Iterable<Value> {
  if (Array.isArray(value)) return value
  // Strings iterate by code point in both languages.
  if (typeof value === 'string') return value
  if (value instanceof Tuple) return value.items
  if (value instanceof Dict) return dictKeys(value)
  if (value instanceof HostObject && value.iterate) return value.iterate()
  if (value instanceof Undefined) {
    if (value.kind === 'strict') throw value.error()
    return []
  }
  throw typeError(`'${typeName(value)}' object is not iterable`)
}

export function isIterable(value: Value): boolean {
  return (
    typeof value === 'string' ||
    Array.isArray(value) ||
    value instanceof Tuple ||
    value instanceof Dict ||
    (value instanceof Undefined && value.kind !== 'strict') ||
    (value instanceof HostObject && value.iterate !== undefined)
  )
}

/** Python's `len` where there is one. */
export function knownLength(value: Value): number | undefined {
  if (Array.isArray(value)) return value.length
  if (value instanceof Tuple) return value.items.length
  if (value instanceof Dict) return value.size
  if (value instanceof HostObject) return value.length?.()
  if (value instanceof Undefined) {
    if (value.kind === 'strict') throw value.error()
    return 0
  }
  if (typeof value === 'string') {
    let count = 0
    for (const _ of value) count++
    return count
  }
  return undefined
}

/** Python's `len`. Throws for what has none. */
export function length(value: Value): number {
  const found = knownLength(value)
  if (found === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`)
  return found
}
