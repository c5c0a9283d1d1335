import { typeError } from '../errors.js'
import { compare } from './compare.js'
import { fromJs } from './js.js'
import { floatRepr } from './numbers.js'
import { Dict, Float, HostObject, StrSubclass, Tuple, typeName, type Value } from './value.js'

export interface JsonOptions {
  readonly sortKeys?: boolean
  /** Spaces of an indented level; on one line where absent. */
  readonly indent?: number | undefined
}

function quote(text: string): string {
  let result = ''
  for (const char of JSON.stringify(text)) {
    // Python escapes what isn't ASCII, in UTF-16 units.
    if (char <= '~') result += char
    else
      for (let i = 0; i < char.length; i++) result += `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`
  }
  return result
}

function key(value: Value): string {
  if (typeof value === 'string') return value
  if (value instanceof StrSubclass) return value.text
  if (value === null || typeof value !== 'object' || value instanceof Float) return scalar(value)
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(value)}`)
}

function scalar(value: null | boolean | number | bigint | Float): string {
  if (!(value instanceof Float)) return String(value)
  if (Number.isFinite(value.value)) return floatRepr(value.value)
  return Number.isNaN(value.value) ? 'NaN' : value.value > 0 ? 'Infinity' : '-Infinity'
}

/** JSON as Python's `json.dumps` writes it. Throws a TypeError for what JSON doesn't have. */
export function jsonText(value: Value, options: JsonOptions = {}, level = 0): string {
  if (typeof value === 'string') return quote(value)
  if (value instanceof StrSubclass) return quote(value.text)
  if (value === null || typeof value !== 'object' || value instanceof Float) return scalar(value)
  const { indent, sortKeys } = options
  const wrap = (open: string, items: string[], close: string) => {
    if (items.length === 0) return open + close
    if (indent === undefined) return open + items.join(', ') + close
    const line = `\n${' '.repeat(indent * (level + 1))}`
    return `${open}${line}${items.join(`,${line}`)}\n${' '.repeat(indent * level)}${close}`
  }
  if (Array.isArray(value) || value instanceof Tuple) {
    const items = Array.isArray(value) ? value : value.items
    return wrap(
      '[',
      items.map((item) => jsonText(item, options, level + 1)),
      ']',
    )
  }
  if (value instanceof Dict) {
    const entries = [...value.entries()]
    if (sortKeys) entries.sort(([a], [b]) => compare(a, b))
    return wrap(
      '{',
      entries.map(([name, item]) => `${quote(key(name))}: ${jsonText(item, options, level + 1)}`),
      '}',
    )
  }
  if (value instanceof HostObject && value.toJs) return jsonText(fromJs(value.toJs()), options, level)
  throw typeError(`Object of type ${typeName(value)} is not JSON serializable`)
}
