import { Float, HostObject, type Value } from './value.js'

export type Int = number | bigint

/** An int as the engine keeps it: a number where that is exact. */
export function int(value: Int): Int {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? (Object.is(value, -0) ? 0 : value) : BigInt(value)
  }
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}

/** The int that a value is (bools are ints), undefined for anything else. */
export function asInt(value: Value): Int | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  return undefined
}

/** The value as an int that serves as an index or a count; undefined for anything else. */
export function asIndex(value: Value): number | undefined {
  if (value instanceof HostObject && value.isNumber) return Number(value.str())
  const found = asInt(value)
  return found === undefined ? undefined : Number(found)
}

/** Any number as JavaScript's. */
export function asNumber(value: Value): number | undefined {
  if (value instanceof Float) return value.value
  if (value instanceof HostObject && value.isNumber) return Number(value.str())
  const found = asInt(value)
  return found === undefined ? undefined : Number(found)
}

export function isNumber(value: Value): boolean {
  return (
    asInt(value) !== undefined ||
    value instanceof Float ||
    (value instanceof HostObject && value.isNumber === true)
  )
}

/** Python's `repr` of a float: the shortest digits that give it back, an exponent below 1e-4 and from 1e16. */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const [mantissa, exponentText] = value.toExponential().split('e') as [string, string]
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+'
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace('-', '').replace('.', '')
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  if (digits.length <= exponent + 1) return `${sign}${digits.padEnd(exponent + 1, '0')}.0`
  return `${sign}${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`
}
