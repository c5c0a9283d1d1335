import type { ColumnType } from '../config/define-source.js'
import type { ResolvedColumn } from '../config/resolved-source.js'
import { dateText, timestampText, zonedTimestampText } from './calendar.js'
import { doubleText, plainDecimal } from './decimal.js'

/** The text that the database reads a value from, or null where the cell's text is no value of the type. */
export type ToValue = (text: string) => string | null

/** How the cells of a column become values. What a type can't hold exactly is refused, never rounded or cut. */
export function toValueOf(column: ResolvedColumn): ToValue {
  const toValue = makers[column.type](column)
  return column.type === 'text' ? toValue : (text) => toValue(text.trim())
}

const makers: Record<ColumnType, (column: ResolvedColumn) => ToValue> = {
  text: (column) => (column.wholeNumber === true ? wholeNumberText : asItIs),
  integer: () => integerBetween(-2147483648n, 2147483647n),
  bigint: () => integerBetween(-9223372036854775808n, 9223372036854775807n),
  numeric: ({ significantDigits }) =>
    significantDigits === undefined ? plainDecimal : (text) => doubleText(text, significantDigits),
  'double precision': () => floatText,
  boolean: () => (text) => booleans.get(text.toLowerCase()) ?? null,
  date: () => dateText,
  timestamp: () => remembering(timestampText),
  timestamptz: () => remembering(zonedTimestampText),
}

function asItIs(text: string): string {
  return text
}

function wholeNumberText(text: string): string {
  return text.endsWith('0') && /^-?\d+\.0+$/.test(text) ? text.slice(0, text.indexOf('.')) : text
}

function integerBetween(least: bigint, largest: bigint): ToValue {
  return (text) => {
    // Nine digits fit any of the types; the plain case is nearly every cell.
    if (text.length <= 9 && /^-?[1-9]\d*$/.test(text)) return text
    const plain = plainDecimal(text)
    if (plain === null || plain.includes('.')) return null
    const value = BigInt(plain)
    return value >= least && value <= largest ? plain : null
  }
}

function floatText(text: string): string | null {
  const plain = plainDecimal(text)
  return plain !== null && Number.isFinite(Number(plain)) ? plain : null
}

const booleans: ReadonlyMap<string, string> = new Map([
  ...['true', 't', 'yes', 'y', '1'].map((text) => [text, 'true'] as const),
  ...['false', 'f', 'no', 'n', '0'].map((text) => [text, 'false'] as const),
])

/** Rows of one event stand together and share its time: the last answer is often the next one too. */
function remembering(toValue: ToValue): ToValue {
  let lastText = ''
  let lastValue: string | null = null
  return (text) => {
    if (text !== lastText) {
      lastValue = toValue(text)
      lastText = text
    }
    return lastValue
  }
}
