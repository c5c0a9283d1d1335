import { JinjaError, typeError, valueError } from '../errors.js'
import { toFixed } from '../format/decimal.js'
import { strip } from '../methods/string-parts.js'
import type { FilterFunction } from '../runtime.js'
import { asInt, asNumber, int } from '../values/numbers.js'
import { arithmetic } from '../values/operators.js'
import { repr } from '../values/text.js'
import { truthy } from '../values/truth.js'
import { asText, Float, HostObject, typeName, Undefined, type Value } from '../values/value.js'
import { filter, optional } from './define.js'

const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz'
const PREFIXES: Record<string, number> = { '0x': 16, '0o': 8, '0b': 2 }

/** Python's `int(text, base)`; undefined where the text is no such number. */
function parseInteger(text: string, base: number): Value | undefined {
  const match = /^([+-]?)(.+)$/s.exec(strip(text, undefined, true, true))
  if (!match) return undefined
  let digits = match[2]!.toLowerCase()
  let radix = base
  const prefix = PREFIXES[digits.slice(0, 2)]
  if (prefix !== undefined && (base === prefix || base === 0)) {
    radix = prefix
    digits = digits.slice(2).replace(/^_/, '')
  } else if (base === 0) {
    if (/^0[0_]*[1-9]/.test(digits)) return undefined
    radix = 10
  }
  if (!/^[0-9a-z]+(?:_[0-9a-z]+)*$/.test(digits)) return undefined
  let value = 0n
  for (const digit of digits.replaceAll('_', '')) {
    const number = DIGITS.indexOf(digit)
    if (number >= radix) return undefined
    value = value * BigInt(radix) + BigInt(number)
  }
  return int(match[1] === '-' ? -value : value)
}

/** Python's `float(text)`; undefined where the text is no number. */
function parseNumber(text: string): number | undefined {
  const stripped = strip(text, undefined, true, true)
  const special = /^([+-]?)(inf|infinity|nan)$/i.exec(stripped)
  if (special) {
    if (special[2]!.toLowerCase() === 'nan') return Number.NaN
    return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }
  const digits = '\\d+(?:_\\d+)*'
  const pattern = new RegExp(`^[+-]?(?:${digits}\\.?(?:${digits})?|\\.${digits})(?:e[+-]?${digits})?$`, 'i')
  return pattern.test(stripped) ? Number(stripped.replaceAll('_', '')) : undefined
}

function truncated(value: number): Value | undefined {
  return Number.isFinite(value) ? int(Math.trunc(value)) : undefined
}

function toInt(value: Value, fallback: Value, base: number): Value {
  const text = asText(value)
  if (text !== undefined) {
    const found = parseInteger(text, base)
    if (found !== undefined) return found
    const number = parseNumber(text)
    return (number === undefined ? undefined : truncated(number)) ?? fallback
  }
  if (value instanceof Undefined) throw value.error()
  const found = asInt(value)
  if (found !== undefined) return found
  const number = value instanceof Float ? value.value : hostNumber(value)
  if (value instanceof Float && !Number.isFinite(value.value)) {
    if (Number.isNaN(value.value)) return fallback
    throw new JinjaError('overflow', 'cannot convert float infinity to integer')
  }
  return (number === undefined ? undefined : truncated(number)) ?? fallback
}

/** A number of the host's (a Decimal, say) by its text. */
function hostNumber(value: Value): number | undefined {
  return value instanceof HostObject && value.isNumber ? parseNumber(value.str()) : undefined
}

function toFloat(value: Value): Float | undefined {
  if (value instanceof Undefined) throw value.error()
  const text = asText(value)
  const number = text === undefined ? (asNumber(value) ?? hostNumber(value)) : parseNumber(text)
  return number === undefined ? undefined : new Float(number)
}

/** Python's `round(value, places)`: ties to even, from the exact value. */
function roundHalfEven(value: Value, places: number): Value {
  if (value instanceof Float) {
    if (!Number.isFinite(value.value)) return value
    if (places > 323) return value
    const digits = toFixed(value.value, places)
    return new Float((value.value < 0 || Object.is(value.value, -0) ? -1 : 1) * Number(digits))
  }
  const found = asInt(value)
  if (found === undefined) {
    const rounded = value instanceof HostObject ? value.binary?.('round', places, false) : undefined
    if (rounded !== undefined) return rounded
    throw typeError(`type ${typeName(value)} doesn't define __round__ method`)
  }
  if (places >= 0) return found
  if (-places > String(found).length) return 0
  const unit = 10n ** BigInt(-places)
  const number = BigInt(found)
  const rest = ((number % unit) + unit) % unit
  const low = number - rest
  const isUp = rest * 2n > unit || (rest * 2n === unit && (low / unit) % 2n !== 0n)
  return int(isUp ? low + unit : low)
}

function round(value: Value, places: Value, method: Value): Value {
  const digits = asInt(places)
  if (digits === undefined) {
    throw typeError(`'${typeName(places)}' object cannot be interpreted as an integer`)
  }
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    throw new JinjaError('runtime', 'method must be common, ceil or floor')
  }
  if (method === 'common') return roundHalfEven(value, Number(digits))
  const unit = arithmetic('**')(10, digits)
  const scaled = arithmetic('*')(value, unit)
  const number = asNumber(scaled)
  if (number === undefined) throw typeError(`must be real number, not ${typeName(scaled)}`)
  const whole = asInt(scaled) ?? int(method === 'ceil' ? Math.ceil(number) : Math.floor(number))
  return arithmetic('/')(whole, unit)
}

function absolute(value: Value): Value {
  const found = asInt(value)
  if (found !== undefined) return found < 0 ? int(-found) : found
  if (value instanceof Float) return new Float(Math.abs(value.value))
  if (value instanceof HostObject && value.binary) {
    const result = value.binary('abs', 0, true)
    if (result !== undefined) return result
  }
  throw typeError(`bad operand type for abs(): '${typeName(value)}'`)
}

function fileSize(value: Value, binary: boolean): string {
  const bytes = toFloat(value)?.value
  if (bytes === undefined) {
    if (asText(value) !== undefined) throw valueError(`could not convert string to float: ${repr(value)}`)
    throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`)
  }
  const base = binary ? 1024 : 1000
  if (bytes === 1) return '1 Byte'
  if (bytes < base) {
    if (!Number.isFinite(bytes)) throw new JinjaError('overflow', 'cannot convert float infinity to integer')
    return `${BigInt(Math.trunc(bytes))} Bytes`
  }
  const prefixes = [...'kMGTPEZY'].map((char) => (binary ? `${char.toUpperCase()}iB` : `${char}B`))
  let unit = base
  for (const prefix of prefixes) {
    unit *= base
    if (bytes < unit) return `${toFixed((base * bytes) / unit, 1)} ${prefix}`
  }
  return `${toFixed((base * bytes) / unit, 1)} ${prefixes[prefixes.length - 1]}`
}

/** Filters of numbers. */
export function numberFilters(): [string, FilterFunction][] {
  return [
    filter('int', [optional('default', 0), optional('base', 10)], (value, [fallback, base]) => {
      const radix = asInt(base!)
      if (radix === undefined) {
        throw typeError(`'${typeName(base!)}' object cannot be interpreted as an integer`)
      }
      return toInt(value, fallback!, Number(radix))
    }),
    filter('float', [optional('default', new Float(0))], (value, [fallback]) => toFloat(value) ?? fallback!),
    filter('abs', [], absolute),
    filter('round', [optional('precision', 0), optional('method', 'common')], (value, [precision, method]) =>
      round(value, precision!, method!),
    ),
    filter('filesizeformat', [optional('binary', false)], (value, [binary]) =>
      fileSize(value, truthy(binary!)),
    ),
  ]
}
