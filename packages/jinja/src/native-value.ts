import { NativeMarker } from './filters/native-filters.js'
import { parseLiteral } from './values/literal.js'
import { str } from './values/text.js'
import type { Value } from './values/value.js'

/** What Jinja2's NativeEnvironment makes of a template's outputs: all text is read as a literal of Python. */
export function jinjaNativeValue(outputs: readonly Value[]): Value {
  if (outputs.length === 0) return null
  const [first] = outputs
  if (outputs.length === 1 && typeof first !== 'string') return first!
  const text = outputs.map(str).join('')
  const value = parseLiteral(text)
  return value === undefined ? text : value
}

/** What dbt makes of them: one value is kept as it is, text is read only where a filter says so. */
export function dbtNativeValue(outputs: readonly Value[]): Value {
  const [first] = outputs
  if (first === undefined) return ''
  if (outputs.length > 1) return outputs.map(str).join('')
  return first instanceof NativeMarker ? first.value() : first
}
