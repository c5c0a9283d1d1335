import { Dict, Float, Tuple, Undefined, type Value } from './value.js'

/** Python's `bool`. Throws for a strict undefined value. */
export function truthy(value: Value): boolean {
  if (value === null) return false
  switch (typeof value) {
    case 'boolean':
      return value
    case 'number':
      return value !== 0
    case 'bigint':
      return value !== 0n
    case 'string':
      return value !== ''
  }
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof Dict) return value.size > 0
  if (value instanceof Tuple) return value.items.length > 0
  if (value instanceof Float) return value.value !== 0
  if (value instanceof Undefined) {
    if (value.kind === 'strict') throw value.error()
    return false
  }
  return value.truthy()
}
