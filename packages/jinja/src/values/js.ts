import { typeError } from '../errors.js'
import { int } from './numbers.js'
import { asText, Dict, Float, HostObject, Tuple, typeName, Undefined, type Value } from './value.js'

/**
 * A template's value for data of JavaScript: plain objects and Maps become dicts, integral numbers ints,
 * other numbers floats, undefined None. Values of templates are kept. Throws for anything else.
 */
export function fromJs(value: unknown): Value {
  if (value === null || value === undefined) return null
  switch (typeof value) {
    case 'boolean':
    case 'string':
      return value
    case 'bigint':
      return int(value)
    case 'number':
      return Number.isInteger(value) ? int(value) : new Float(value)
  }
  if (Array.isArray(value)) return value.map(fromJs)
  if (
    value instanceof Float ||
    value instanceof Tuple ||
    value instanceof Dict ||
    value instanceof Undefined ||
    value instanceof HostObject
  ) {
    return value
  }
  if (value instanceof Map) {
    return Dict.of(Array.from(value, ([key, item]) => [fromJs(key), fromJs(item)] as const))
  }
  if (typeof value === 'object') {
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype === Object.prototype || prototype === null) {
      return Dict.of(Object.entries(value).map(([key, item]) => [key, fromJs(item)] as const))
    }
  }
  throw new TypeError(`not a value of templates: ${typeof value}`)
}

/** A key as text, as Python's json writes it. */
function keyText(key: Value): string {
  const text = asText(key)
  if (text !== undefined) return text
  if (typeof key === 'boolean') return key ? 'true' : 'false'
  if (key === null) return 'null'
  if (typeof key === 'number' || typeof key === 'bigint') return String(key)
  if (key instanceof Float) return String(key.value)
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`)
}

/** Data of JavaScript for a template's value: dicts become plain objects without a prototype's keys. */
export function toJs(value: Value): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(toJs)
  if (value instanceof Float) return value.value
  if (value instanceof Tuple) return value.items.map(toJs)
  if (value instanceof Dict) {
    return Object.fromEntries(Array.from(value.entries(), ([key, item]) => [keyText(key), toJs(item)]))
  }
  if (value instanceof HostObject && value.toJs) return value.toJs()
  throw typeError(`Object of type ${typeName(value)} is not JSON serializable`)
}
