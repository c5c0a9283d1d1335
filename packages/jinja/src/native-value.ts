import { parseLiteral } from './values/literal.js'
import { str } from './values/text.js'
import type { Value } from './values/value.js'

/** What NativeEnvironment makes of a template's outputs. */
export function nativeValue(outputs: readonly Value[]): Value {
  if (outputs.length === 0) return null
  const [first] = outputs
  if (outputs.length === 1 && typeof first !== 'string') return first!
  const text = outputs.map(str).join('')
  const value = parseLiteral(text)
  return value === undefined ? text : value
}
