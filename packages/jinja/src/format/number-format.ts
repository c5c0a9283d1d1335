import { JinjaError } from '../errors.js'
import { floatRepr } from '../values/numbers.js'
import { toExponential, toFixed } from './decimal.js'

/** Digits that take no time to write; a float has none of its own beyond 1,100. */
export const MOST_DIGITS = 100_000

export function tooPrecise(precision: number): JinjaError {
  return new JinjaError('overflow', `a precision of ${precision} is too big`)
}

export function exponentText(exponent: number): string {
  return `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** Python's `g`: as many significant digits as `precision`, in the shorter notation. */
function general(value: number, precision: number, alternate: boolean): string {
  const significant = precision === 0 ? 1 : precision
  const { mantissa, exponent } = toExponential(value, significant - 1)
  const strip = (text: string) =>
    alternate || !text.includes('.') ? text : text.replace(/0+$/, '').replace(/\.$/, '')
  if (exponent < -4 || exponent >= significant) return strip(mantissa) + exponentText(exponent)
  return strip(toFixed(value, significant - 1 - exponent))
}

/**
 * The digits of a float without its sign, by a type of Python's format language: e, f, g, their upper
 * cases, n, %, or none, which is `repr` without a precision.
 */
export function formatFloat(
  value: number,
  type: string,
  precision: number | undefined,
  alternate = false,
): string {
  const isUpper = type === 'E' || type === 'F' || type === 'G'
  const cased = (text: string) => (isUpper ? text.toUpperCase() : text)
  if (!Number.isFinite(value)) return cased(Number.isNaN(value) ? 'nan' : 'inf') + (type === '%' ? '%' : '')
  switch (type.toLowerCase()) {
    case 'f':
      return toFixed(value, precision ?? 6)
    case '%':
      return `${toFixed(value * 100, precision ?? 6)}%`
    case 'e': {
      const { mantissa, exponent } = toExponential(value, precision ?? 6)
      return cased(mantissa + exponentText(exponent))
    }
    case 'g':
    case 'n':
      return cased(general(value, precision ?? 6, alternate))
  }
  if (precision === undefined) return floatRepr(Math.abs(value))
  // No type is like g, with at least one digit after the point.
  const { exponent } = toExponential(value, Math.max(precision, 1) - 1)
  const text = general(value, precision, alternate)
  if (
    exponent >= -4 &&
    exponent >= Math.max(precision, 1) - 1 &&
    !text.includes('e') &&
    !text.includes('.')
  ) {
    const { mantissa } = toExponential(value, Math.max(precision, 1) - 1)
    const stripped = mantissa.includes('.') ? mantissa.replace(/0+$/, '').replace(/\.$/, '') : mantissa
    return stripped + exponentText(exponent)
  }
  return text.includes('e') || text.includes('.') ? text : `${text}.0`
}

/** Puts a separator between groups of the integer digits at the start of a number's text. */
export function groupDigits(text: string, separator: string, size = 3): string {
  const [digits] = /^[0-9a-fA-F]*/.exec(text)!
  let grouped = ''
  for (let i = 0; i < digits.length; i++) {
    if (i > 0 && (digits.length - i) % size === 0) grouped += separator
    grouped += digits[i]
  }
  return grouped + text.slice(digits.length)
}
