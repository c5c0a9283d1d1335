import { floatRepr } from './numbers.js'
import { Dict, Float, type HostObject, Tuple, Undefined, type Value } from './value.js'

/** Python's `str`. Throws for a strict undefined value. */
export function str(value: Value): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  if (value instanceof Undefined) {
    if (value.kind === 'strict') throw value.error()
    return ''
  }
  if (value !== null && typeof value === 'object' && 'str' in value) return value.str()
  return repr(value)
}

/** What is being represented, outermost first: a value that contains itself is cut short. */
const around: Value[] = []

/** Python's `repr`. */
export function repr(value: Value): string {
  if (value === null) return 'None'
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False'
    case 'number':
    case 'bigint':
      return String(value)
    case 'string':
      return quote(value)
  }
  if (value instanceof Float) return floatRepr(value.value)
  if (value instanceof Undefined) return 'Undefined'
  const isInside = around.includes(value)
  around.push(value)
  try {
    return represent(value, isInside)
  } finally {
    around.pop()
  }
}

function represent(value: Value[] | Tuple | Dict | HostObject, isInside: boolean): string {
  if (Array.isArray(value)) return isInside ? '[...]' : `[${value.map(repr).join(', ')}]`
  if (value instanceof Tuple) {
    if (isInside) return '(...)'
    const items = value.items.map(repr)
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
  }
  if (value instanceof Dict) {
    if (isInside) return '{...}'
    const items = Array.from(value.entries(), ([key, item]) => `${repr(key)}: ${repr(item)}`)
    return `{${items.join(', ')}}`
  }
  return isInside ? value.shortRepr() : value.repr()
}

const ESCAPES = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
])
/** What Python doesn't print as it is: everything of these categories but the space. */
const UNPRINTABLE = /[\p{C}\p{Z}]/u
const NEEDS_CARE = /[^\x20-\x7e]|[\\']/

/** A str as Python writes it in source code. */
export function quote(text: string): string {
  if (!NEEDS_CARE.test(text)) return `'${text}'`
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  let result = ''
  for (const char of text) {
    const escaped = ESCAPES.get(char)
    if (escaped) result += escaped
    else if (char === mark) result += `\\${char}`
    else if (char === ' ' || !UNPRINTABLE.test(char)) result += char
    else {
      const code = char.codePointAt(0)!
      const hex = code.toString(16)
      if (code <= 0xff) result += `\\x${hex.padStart(2, '0')}`
      else result += code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
    }
  }
  return mark + result + mark
}
