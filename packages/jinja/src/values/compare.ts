import { JinjaError, typeError } from '../errors.js'
import { iterate } from './iterate.js'
import { asInt, type Int } from './numbers.js'
import { asText, Dict, Float, HostObject, Tuple, typeName, Undefined, type Value } from './value.js'

/** Python's `==`. */
export function equals(a: Value, b: Value): boolean {
  if (a === b) return !(a instanceof Undefined && a.kind === 'strict')
  const left = asInt(a) ?? (a instanceof Float ? a.value : undefined)
  if (left !== undefined) {
    const right = asInt(b) ?? (b instanceof Float ? b.value : undefined)
    // JavaScript's loose equality compares a number with a bigint exactly.
    // biome-ignore lint/suspicious/noDoubleEquals: see above
    if (right !== undefined) return left == right
  }
  const text = asText(a)
  if (text !== undefined) return text === asText(b)
  if (a instanceof HostObject && a.equals) return a.equals(b)
  if (b instanceof HostObject && b.equals) return b.equals(a)
  if (a instanceof Undefined || b instanceof Undefined) {
    for (const value of [a, b]) if (value instanceof Undefined && value.kind === 'strict') throw value.error()
    return a instanceof Undefined && b instanceof Undefined
  }
  if (Array.isArray(a)) return Array.isArray(b) && sameItems(a, b)
  if (a instanceof Tuple) return b instanceof Tuple && sameItems(a.items, b.items)
  if (a instanceof Dict) {
    if (!(b instanceof Dict) || a.size !== b.size) return false
    for (const [key, value] of a.entries()) {
      const other = b.get(key)
      if (other === undefined || !equals(value, other)) return false
    }
    return true
  }
  if (a instanceof HostObject && b instanceof HostObject && a.hashKey && b.hashKey) {
    return a.hashKey() === b.hashKey()
  }
  return false
}

function sameItems(a: readonly Value[], b: readonly Value[]): boolean {
  return a.length === b.length && a.every((item, i) => equals(item, b[i]!))
}

/** Order of two code points' strings, which is not that of UTF-16 units. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const isSurrogate = (code: number) => code >= 0xd800 && code <= 0xdfff
    if (isSurrogate(x) !== isSurrogate(y)) return isSurrogate(x) ? 1 : -1
    return x - y
  }
  return a.length - b.length
}

function compareNumbers(a: Int | number, b: Int | number): number {
  return a < b ? -1 : a > b ? 1 : a >= b ? 0 : Number.NaN
}

function compareItems(a: readonly Value[], b: readonly Value[], operator: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    if (!equals(a[i]!, b[i]!)) return compare(a[i]!, b[i]!, operator)
  }
  return a.length - b.length
}

/**
 * Below, equal to or above zero; NaN where Python says that neither is smaller. Throws a TypeError for
 * values that have no order, naming `operator`.
 */
export function compare(a: Value, b: Value, operator = '<'): number {
  const [text, otherText] = [asText(a), asText(b)]
  if (text !== undefined && otherText !== undefined) return compareText(text, otherText)
  const left = asInt(a) ?? (a instanceof Float ? a.value : undefined)
  if (left !== undefined) {
    const right = asInt(b) ?? (b instanceof Float ? b.value : undefined)
    if (right !== undefined) return compareNumbers(left, right)
  }
  for (const value of [a, b]) {
    if (value instanceof Undefined) throw value.error()
  }
  if (Array.isArray(a) && Array.isArray(b)) return compareItems(a, b, operator)
  if (a instanceof Tuple && b instanceof Tuple) return compareItems(a.items, b.items, operator)
  if (a instanceof HostObject && a.compare) {
    const order = a.compare(b)
    if (order !== undefined) return order
  }
  if (b instanceof HostObject && b.compare) {
    const order = b.compare(a)
    if (order !== undefined) return -order
  }
  throw typeError(`'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`)
}

/** Python's `value in container`. */
export function contains(container: Value, value: Value): boolean {
  const text = asText(container)
  if (text !== undefined) {
    const part = asText(value)
    if (part !== undefined) return text.includes(part)
    throw typeError(`'in <string>' requires string as left operand, not ${typeName(value)}`)
  }
  if (container instanceof Dict) return container.has(value)
  if (container instanceof HostObject && container.contains) return container.contains(value)
  let items: Iterable<Value>
  try {
    items = iterate(container)
  } catch (error) {
    if (!(error instanceof JinjaError) || error.kind !== 'type') throw error
    throw typeError(`argument of type '${typeName(container)}' is not iterable`)
  }
  for (const item of items) if (item === value || equals(item, value)) return true
  return false
}
