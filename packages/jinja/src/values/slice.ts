import { typeError, valueError } from '../errors.js'
import { isPlain } from '../python-text.js'
import { Markup } from './markup.js'
import { asIndex } from './numbers.js'
import { Range } from './range.js'
import { HostObject, StrSubclass, Tuple, typeName, Undefined, type Value } from './value.js'

function index(value: Value): number | undefined {
  if (value === null) return undefined
  const found = asIndex(value)
  if (found === undefined) {
    throw typeError('slice indices must be integers or None or have an __index__ method')
  }
  return found
}

/** A slice of something with `length` items, with its bounds as positions. */
function bounds(length: number, from: Value, to: Value, step: Value) {
  const by = index(step) ?? 1
  if (by === 0) throw valueError('slice step cannot be zero')
  const low = by > 0 ? 0 : -1
  const high = by > 0 ? length : length - 1
  const clamp = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, low), high)
  const first = index(from)
  const last = index(to)
  return {
    start: first === undefined ? (by > 0 ? low : high) : clamp(first),
    end: last === undefined ? (by > 0 ? high : low) : clamp(last),
    by,
  }
}

/** The positions that a slice takes. */
function sliceIndices(length: number, from: Value, to: Value, step: Value): number[] {
  const { start, end, by } = bounds(length, from, to, step)
  const found: number[] = []
  for (let i = start; by > 0 ? i < end : i > end; i += by) found.push(i)
  return found
}

/** Python's `value[from:to:step]`. */
export function getSlice(value: Value, from: Value, to: Value, step: Value): Value {
  if (value instanceof StrSubclass) {
    const part = getSlice(value.text, from, to, step) as string
    return value instanceof Markup ? new Markup(part) : part
  }
  if (typeof value === 'string') {
    const chars = isPlain(value) ? value : [...value]
    const by = index(step) ?? 1
    const indices = sliceIndices(chars.length, from, to, step)
    if (typeof chars === 'string' && by === 1) {
      return indices.length === 0 ? '' : chars.slice(indices[0], indices[0]! + indices.length)
    }
    return indices.map((i) => chars[i]!).join('')
  }
  const items = Array.isArray(value) ? value : value instanceof Tuple ? value.items : undefined
  if (items) {
    const taken = sliceIndices(items.length, from, to, step).map((i) => items[i]!)
    return Array.isArray(value) ? taken : new Tuple(taken)
  }
  if (value instanceof Undefined) {
    if (value.kind === 'absorbing') return value
    throw value.error()
  }
  if (value instanceof Range) {
    const { start, end, by } = bounds(value.length(), from, to, step)
    return new Range(value.start + start * value.step, value.start + end * value.step, value.step * by)
  }
  if (value instanceof HostObject && value.item && value.length && value.isSequence) {
    const sequence = value
    return new Tuple(sliceIndices(value.length(), from, to, step).map((i) => sequence.item!(i) ?? null))
  }
  throw typeError(
    value instanceof HostObject || value === null || typeof value !== 'object'
      ? `'${typeName(value)}' object is not subscriptable`
      : "unhashable type: 'slice'",
  )
}
