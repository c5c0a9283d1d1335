import type { SeedValueKind } from '@tdbt/adapter-api'

/** What agate, as dbt sets it up, reads as null in a column of any kind. */
function isNull(text: string): boolean {
  const trimmed = text.trim().toLowerCase()
  return trimmed === '' || trimmed === 'null'
}

const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/
const date = /^(\d{4})-(\d{1,2})-(\d{1,2})$/
const timestamp = /^(\d{4}-\d{1,2}-\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2})$/
const isoTimestamp =
  /^(?<year>\d{4})(?<dash>-?)(?<month>\d{2})\k<dash>(?<day>\d{2})T(?<hour>\d{2}):?(?<minute>\d{2})(?::?(?<second>\d{2})(?<fraction>\.\d+)?)?(?<zone>Z|[-+]\d{2}(?::?\d{2})?)?$/

/** What agate takes away around a number. */
const currencies = /^[؋$ƒ៛¥₡₱£€¢﷼₪₩₭₮₦฿₤₫]+|[؋$ƒ៛¥₡₱£€¢﷼₪₩₭₮₦฿₤₫]+$/g

/**
 * The kind of a seed's column by all its values, in dbt's order of trial: number (whole numbers are integers), date,
 * timestamp with a blank, timestamp with a `T`, boolean, text.
 */
export function inferKind(values: readonly string[]): SeedValueKind {
  const present = values.filter((value) => !isNull(value)).map((value) => value.trim())
  const numbers = present.map(plainNumber)
  if (numbers.every((value) => value !== null)) return numbers.every(isWhole) ? 'integer' : 'number'
  if (present.every(isDate)) return 'date'
  if (present.every(isTimestamp) || present.every((value) => isoTime(value) !== null)) return 'timestamp'
  if (present.every((value) => /^(true|false)$/i.test(value))) return 'boolean'
  return 'text'
}

/** The number of a text that agate reads as one, with its separators, currency or percent sign; null for others. */
function plainNumber(text: string): string | null {
  const unsigned = text.replace(/^%+|%+$/g, '').replace(/^-/, '')
  const sign = /^%*-/.test(text) ? '-' : ''
  const digits = unsigned.replace(currencies, '').replace(/[,_]/g, '').trim()
  if (!number.test(digits)) return null
  return sign === '-' && digits.startsWith('-') ? digits.slice(1) : sign + digits.replace(/^\+/, '')
}

/** `1.0` is a whole number to dbt: it counts digits behind the point after dropping zeros. */
function isWhole(text: string): boolean {
  return Number.isInteger(Number(text))
}

function isDate(text: string): boolean {
  const [, year, month, day] = date.exec(text) ?? []
  return year !== undefined && isRealDate(Number(year), Number(month), Number(day))
}

function isRealDate(year: number, month: number, day: number): boolean {
  const made = new Date(Date.UTC(year, month - 1, day))
  return made.getUTCMonth() === month - 1 && made.getUTCDate() === day
}

function isTimestamp(text: string): boolean {
  const [, day, hour, minute, second] = timestamp.exec(text) ?? []
  return day !== undefined && isDate(day) && Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
}

/** An ISO 8601 time as text without a zone: one that has a zone is told in UTC. */
function isoTime(text: string): string | null {
  const {
    year,
    month,
    day,
    hour,
    minute,
    second = '00',
    fraction = '',
    zone,
  } = isoTimestamp.exec(text)?.groups ?? {}
  if (year === undefined || !isRealDate(Number(year), Number(month), Number(day))) return null
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}`
  if (zone === undefined || zone === 'Z') return local + fraction
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''))
  const offset = zone.startsWith('-') ? -minutes : minutes
  return new Date(Date.parse(`${local}Z`) - offset * 60_000).toISOString().slice(0, 19) + fraction
}

/** A value as it is written for COPY; null for dbt's nulls. */
export function seedValue(text: string, kind: SeedValueKind): string | null {
  if (isNull(text)) return null
  switch (kind) {
    case 'integer':
      return wholeNumber(plainNumber(text.trim()) ?? text)
    case 'number':
      return plainNumber(text.trim())
    case 'timestamp':
      return isoTime(text.trim()) ?? text.trim()
    case 'date':
    case 'time':
      return text.trim()
    case 'boolean':
      return text.trim().toLowerCase()
    case 'text':
      return text
    default:
      return kind satisfies never
  }
}

function wholeNumber(text: string): string {
  const plain = /^([-+]?)0*(\d+)(?:\.0*)?$/.exec(text)
  return plain ? `${plain[1] === '-' ? '-' : ''}${plain[2]}` : BigInt(Number(text)).toString()
}
