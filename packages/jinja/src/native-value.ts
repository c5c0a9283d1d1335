import { NativeMarker } from './filters/native-filters.js'
import { Markup } from './values/markup.js'
import { str } from './values/text.js'
import { Dict, Float, Tuple, type Value } from './values/value.js'

/** What dbt makes of a template's outputs: one value is kept as it is, text is read only where a filter says so. */
export function nativeValue(outputs: readonly Value[]): Value {
  const [first] = outputs
  if (first === undefined) return ''
  if (outputs.length > 1) return outputs.map(str).join('')
  return first instanceof NativeMarker ? first.value() : first
}

/** What Jinja2 would keep as a constant, where an expression of constants gives it. */
export function isPlainValue(value: Value): boolean {
  if (value === null || typeof value !== 'object') return true
  if (value instanceof Float || value instanceof Markup) return true
  if (Array.isArray(value)) return value.every(isPlainValue)
  if (value instanceof Tuple) return value.items.every(isPlainValue)
  return value instanceof Dict && [...value.entries()].flat().every(isPlainValue)
}
