import { stripEnd, stripStart } from '@tdbt/jinja'

/** What agate takes away around a number, in the order in which it does. */
const currencies = [...'؋$ƒ៛¥₡₱£€¢﷼₪₩₭₮₦฿₤₫']

/** The digits that Python's numbers keep in a calculation. */
const precision = 28

const decimalNumber = /^([-+]?)(?:(\d+)\.?(\d*)|\.(\d+))(?:[eE]([-+]?\d+))?$/
const notANumber = /^[-+]?(?:inf(?:inity)?|nan\d*)$/i

/** A number as Python's Decimal has it: digits without zeros in front, and the power of ten that they count. */
interface Decimal {
  readonly isNegative: boolean
  readonly digits: string
  readonly exponent: number
}

/** What Python's `strip()` leaves. */
export function strip(text: string): string {
  return stripStart(stripEnd(text))
}

/** A text with the decimal digits of other scripts in ASCII. */
export function asciiDigits(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    // Unicode has them in runs from 0 to 9.
    let zero = digit.codePointAt(0)!
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
    return String((digit.codePointAt(0)! - zero) % 10)
  })
}

/**
 * A text that agate reads as a number, without its currency, percent sign and separators. `NaN` is what psycopg2 makes of
 * infinity too. Null for any other text.
 */
export function readNumber(text: string): Decimal | 'NaN' | null {
  // Most are bare, and a seed may have millions.
  const bare = decimalNumber.exec(text)
  if (bare) return decimalOf(bare, false)
  let rest = stripOf(strip(text), '%')
  const isNegated = rest.startsWith('-')
  if (isNegated) rest = rest.slice(1)
  for (const symbol of currencies) rest = stripOf(rest, symbol)
  rest = asciiDigits(strip(rest.replaceAll(',', '')).replaceAll('_', ''))
  const found = decimalNumber.exec(rest)
  if (found) return decimalOf(found, isNegated)
  return notANumber.test(rest) ? 'NaN' : null
}

function decimalOf(match: RegExpExecArray, isNegated: boolean): Decimal {
  const [, sign, whole = '', fraction, only, power = '0'] = match
  const behind = only ?? fraction ?? ''
  return rounded({
    isNegative: isNegated !== (sign === '-'),
    digits: (whole + behind).replace(/^0+(?=\d)/, ''),
    exponent: Number(power) - behind.length,
  })
}

function stripOf(text: string, symbol: string): string {
  let start = 0
  let end = text.length
  while (start < end && text[start] === symbol) start += 1
  while (end > start && text[end - 1] === symbol) end -= 1
  return text.slice(start, end)
}

function rounded({ isNegative, digits, exponent }: Decimal): Decimal {
  const over = digits.length - precision
  if (over <= 0) return { isNegative, digits, exponent }
  const kept = BigInt(digits.slice(0, precision))
  const cut = digits.slice(precision)
  const isUp = cut[0]! > '5' || (cut[0] === '5' && (/[1-9]/.test(cut.slice(1)) || kept % 2n === 1n))
  return { isNegative, digits: String(isUp ? kept + 1n : kept), exponent: exponent + over }
}

/**
 * Whether numbers make an integer column. dbt asks agate for the digits behind the point: zeros at the end don't count,
 * and numbers of more than 28 digits have none that is certain.
 */
export function areWhole(numbers: readonly (Decimal | 'NaN')[]): boolean {
  let whole = 1
  let behind = 0
  for (const number of numbers) {
    if (number === 'NaN') continue
    const digits = number.digits.replace(/0+$/, '')
    const last = digits === '' ? 0 : number.exponent + number.digits.length - digits.length
    whole = Math.max(whole, digits.length + last)
    behind = Math.max(behind, -last)
  }
  return whole + behind > precision ? whole === precision : behind === 0
}

/** A number as Postgres prints its `numeric`. */
export function numberText(number: Decimal | 'NaN'): string {
  if (number === 'NaN') return number
  const { isNegative, digits, exponent } = number
  const sign = isNegative && /[1-9]/.test(digits) ? '-' : ''
  if (Math.abs(exponent) > 1000) return `${sign}${digits}e${exponent}`
  if (exponent >= 0) return sign + (digits + '0'.repeat(exponent)).replace(/^0+(?=\d)/, '')
  const padded = digits.padStart(1 - exponent, '0')
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`
}
