import { JinjaError, valueError } from '../errors.js'
import { quote, repr, str } from '../values/text.js'
import type { Value } from '../values/value.js'
import { formatValue } from './spec.js'

/** How a field's path is followed: with the sandbox's rules. */
export interface Access {
  attribute(object: Value, name: string): Value
  item(object: Value, key: Value): Value
}

interface Numbering {
  next: number
  /** Python allows either `{}` or `{0}` in one text. */
  mode: 'automatic' | 'manual' | undefined
}

/** Python's `str.format`. `lookUp` gives the value of a keyword argument. */
export function formatString(
  text: string,
  positional: readonly Value[],
  lookUp: (name: string) => Value | undefined,
  access: Access,
): string {
  return expand(text, positional, lookUp, access, { next: 0, mode: undefined }, 2)
}

function expand(
  text: string,
  positional: readonly Value[],
  lookUp: (name: string) => Value | undefined,
  access: Access,
  numbering: Numbering,
  depth: number,
): string {
  if (depth < 0) throw valueError('Max string recursion exceeded')
  let result = ''
  let i = 0
  while (i < text.length) {
    const char = text[i]!
    if (char !== '{' && char !== '}') {
      result += char
      i++
      continue
    }
    if (text[i + 1] === char) {
      result += char
      i += 2
      continue
    }
    if (char === '}') throw valueError("Single '}' encountered in format string")
    const end = closing(text, i + 1)
    const field = text.slice(i + 1, end)
    i = end + 1
    const { name, conversion, spec } = split(field)
    const value = resolve(name, positional, lookUp, access, numbering)
    const converted = convert(value, conversion)
    const expanded = spec.includes('{')
      ? expand(spec, positional, lookUp, access, numbering, depth - 1)
      : spec
    result += formatValue(converted, expanded)
  }
  return result
}

function closing(text: string, from: number): number {
  let depth = 1
  for (let i = from; i < text.length; i++) {
    if (text[i] === '{') depth++
    else if (text[i] === '}' && --depth === 0) return i
  }
  throw valueError(
    from >= text.length ? "Single '{' encountered in format string" : "expected '}' before end of string",
  )
}

function split(field: string): { name: string; conversion: string | undefined; spec: string } {
  let at = 0
  let brackets = 0
  for (; at < field.length; at++) {
    const char = field[at]
    if (char === '[') brackets++
    else if (char === ']') brackets--
    else if (brackets <= 0 && (char === '!' || char === ':')) break
  }
  const name = field.slice(0, at)
  if (field[at] !== '!') return { name, conversion: undefined, spec: field.slice(at + 1) }
  const conversion = field[at + 1]
  if (conversion === undefined) throw valueError('end of string while looking for conversion specifier')
  const after = field.slice(at + 2)
  if (after !== '' && !after.startsWith(':')) throw valueError("expected ':' after conversion specifier")
  return { name, conversion, spec: after.slice(1) }
}

function convert(value: Value, conversion: string | undefined): Value {
  switch (conversion) {
    case undefined:
      return value
    case 's':
      return str(value)
    case 'r':
    case 'a':
      return repr(value)
  }
  throw valueError(`Unknown conversion specifier ${conversion}`)
}

function resolve(
  field: string,
  positional: readonly Value[],
  lookUp: (name: string) => Value | undefined,
  access: Access,
  numbering: Numbering,
): Value {
  const [first] = /^[^.[]*/.exec(field)!
  let value = argument(first, positional, lookUp, numbering)
  const path = /\.([^.[]*)|\[([^\]]*)\]/gy
  path.lastIndex = first.length
  let at = first.length
  while (at < field.length) {
    const match = path.exec(field)
    if (!match) throw valueError("Only '.' or '[' may follow ']' in format field specifier")
    at = path.lastIndex
    const [, name, key] = match
    if ((name ?? key) === '') throw valueError('Empty attribute in format string')
    if (name !== undefined) value = access.attribute(value, name)
    else value = access.item(value, /^\d+$/.test(key!) ? Number(key) : key!)
  }
  return value
}

function argument(
  first: string,
  positional: readonly Value[],
  lookUp: (name: string) => Value | undefined,
  numbering: Numbering,
): Value {
  if (first !== '' && !/^\d+$/.test(first)) {
    const value = lookUp(first)
    if (value === undefined) throw new JinjaError('key', quote(first))
    return value
  }
  const mode = first === '' ? 'automatic' : 'manual'
  if (numbering.mode && numbering.mode !== mode) {
    throw valueError(
      mode === 'manual'
        ? 'cannot switch from manual field specification to automatic field numbering'
        : 'cannot switch from automatic field numbering to manual field specification',
    )
  }
  numbering.mode = mode
  const value = positional[first === '' ? numbering.next++ : Number(first)]
  if (value === undefined) {
    throw new JinjaError(
      'index',
      `Replacement index ${numbering.next - 1} out of range for positional args tuple`,
    )
  }
  return value
}
