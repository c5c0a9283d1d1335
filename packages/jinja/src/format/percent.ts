import { JinjaError, typeError, valueError } from '../errors.js'
import { codePointLength } from '../python-text.js'
import { asInt, asNumber, type Int, int } from '../values/numbers.js'
import { quote, repr, str } from '../values/text.js'
import { Dict, HostObject, Tuple, typeName, Undefined, type Value } from '../values/value.js'
import { formatFloat, MOST_DIGITS, tooPrecise } from './number-format.js'

const CONVERSION = /%(?:\(((?:[^()]|\([^()]*\))*)\))?([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?(.)?/gsu

/** The int that `%d` prints: floats are cut. */
function toInt(value: Value, type: string): Int {
  const found = asInt(value)
  if (found !== undefined) return found
  const number = 'diu'.includes(type) ? asNumber(value) : undefined
  if (number !== undefined) {
    if (!Number.isFinite(number)) {
      throw new JinjaError('overflow', 'cannot convert float infinity to integer')
    }
    return int(Math.trunc(number))
  }
  if (value instanceof Undefined && 'diu'.includes(type)) throw value.error()
  const wanted = 'diu'.includes(type) ? 'a real number' : 'an integer'
  throw typeError(`%${type} format: ${wanted} is required, not ${typeName(value)}`)
}

function ascii(text: string): string {
  return [...text]
    .map((char) => {
      const code = char.codePointAt(0)!
      if (code < 0x80) return char
      if (code <= 0xff) return `\\x${code.toString(16)}`
      return code <= 0xffff
        ? `\\u${code.toString(16).padStart(4, '0')}`
        : `\\U${code.toString(16).padStart(8, '0')}`
    })
    .join('')
}

function convertInt(value: Value, type: string, precision: number | undefined, alternate: boolean) {
  const number = toInt(value, type)
  const base = type === 'o' ? 8 : type === 'x' || type === 'X' ? 16 : 10
  let digits = (number < 0 ? -number : number).toString(base)
  if (type === 'X') digits = digits.toUpperCase()
  if (precision !== undefined) digits = digits.padStart(precision, '0')
  return { negative: number < 0, prefix: alternate && base !== 10 ? `0${type}` : '', digits }
}

function convertFloat(value: Value, type: string, precision: number | undefined, alternate: boolean) {
  if (value instanceof Undefined) throw value.error()
  const number = asNumber(value)
  if (number === undefined) throw typeError(`must be real number, not ${typeName(value)}`)
  const negative = number < 0 || Object.is(number, -0)
  return { negative, prefix: '', digits: formatFloat(number, type, precision ?? 6, alternate) }
}

function convertText(
  value: Value,
  type: string,
  precision: number | undefined,
  convert: (value: Value) => string,
): string {
  let text: string
  if (type === 'c') {
    const code = asInt(value)
    if (code !== undefined) text = String.fromCodePoint(Number(code))
    else if (typeof value === 'string' && codePointLength(value) === 1) text = value
    else throw typeError('%c requires int or char')
  } else text = convert(type === 's' ? value : type === 'r' ? repr(value) : ascii(repr(value)))
  return precision === undefined || type === 'c' ? text : [...text].slice(0, precision).join('')
}

/** Python's `text % values`: a tuple gives the values in order, a dict by name, anything else is the one value. */
export function formatPercent(text: string, values: Value, convert: (value: Value) => string = str): string {
  const list = values instanceof Tuple ? values.items : [values]
  const mapping = values instanceof Dict ? values : undefined
  let used = 0
  let usesNames = false
  const next = (): Value => {
    const value = list[used++]
    if (value === undefined) throw typeError('not enough arguments for format string')
    return value
  }
  const star = (part: string | undefined): number | undefined => {
    if (part === undefined) return undefined
    if (part !== '*') return Number(part)
    const width = asInt(next())
    if (width === undefined) throw typeError('* wants int')
    return Number(width)
  }
  const result = text.replace(
    CONVERSION,
    (
      match: string,
      key: string | undefined,
      flags: string,
      widthText: string | undefined,
      precisionText: string | undefined,
      type: string | undefined,
      offset: number,
    ) => {
      if (type === undefined) throw valueError('incomplete format')
      const hasPrecision = match.includes('.')
      let named: Value | undefined
      if (key !== undefined) {
        if (values instanceof Undefined && values.kind !== 'absorbing') throw values.error()
        if (!mapping) throw typeError('format requires a mapping')
        usesNames = true
        named = mapping.get(key)
        if (named === undefined) throw new JinjaError('key', quote(key))
      }
      let width = star(widthText) ?? 0
      let left = flags.includes('-')
      if (width < 0) {
        left = true
        width = -width
      }
      const precision = hasPrecision ? Math.max(0, star(precisionText) ?? 0) : undefined
      if (precision !== undefined && precision > MOST_DIGITS && !'crsa'.includes(type))
        throw tooPrecise(precision)
      if (type === '%') return '%'
      if (!'diouxXeEfFgGcrsa'.includes(type)) {
        const code = type.codePointAt(0)!.toString(16)
        const at = offset + match.length - type.length
        throw valueError(`unsupported format character '${type}' (0x${code}) at index ${at}`)
      }
      const value = named === undefined ? next() : named
      if ('crsa'.includes(type)) {
        const shown = convertText(value, type, precision, convert)
        const space = ' '.repeat(Math.max(0, width - codePointLength(shown)))
        return left ? shown + space : space + shown
      }
      const alternate = flags.includes('#')
      const { negative, prefix, digits } = 'diouxX'.includes(type)
        ? convertInt(value, type, precision, alternate)
        : convertFloat(value, type, precision, alternate)
      const sign = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : ''
      const head = sign + prefix
      const space = Math.max(0, width - head.length - digits.length)
      if (left) return head + digits + ' '.repeat(space)
      return flags.includes('0') ? head + '0'.repeat(space) + digits : ' '.repeat(space) + head + digits
    },
  )
  if (used < list.length && !usesNames && !hasItems(values)) {
    throw typeError('not all arguments converted during string formatting')
  }
  return result
}

/** Python lets a value that has items go unused, unless it is a tuple or a str. */
function hasItems(value: Value): boolean {
  return (
    Array.isArray(value) ||
    value instanceof Dict ||
    value instanceof Undefined ||
    (value instanceof HostObject && value.item !== undefined)
  )
}
