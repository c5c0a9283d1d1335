import type { SeedValueKind } from '@tdbt/adapter-api'

/** What agate, as dbt sets it up, reads as null in a column of any kind. */
function isNull(text: string): boolean {
  const trimmed = text.trim().toLowerCase()
  return trimmed === '' || trimmed === 'null'
}

const number = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/
const date = /^\d{4}-\d{1,2}-\d{1,2}$/
const timestamp = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[-+]\d{2}:?\d{2})?$/

/**
 * The kind of a seed's column by all its values, in dbt's order of trial: number (whole numbers are integers), date,
 * timestamp, boolean, text.
 */
export function inferKind(values: readonly string[]): SeedValueKind {
  const present = values.filter((value) => !isNull(value)).map((value) => value.trim())
  if (present.every((value) => number.test(value))) return present.every(isWhole) ? 'integer' : 'number'
  if (present.every((value) => date.test(value) && isRealDate(value))) return 'date'
  if (present.every((value) => timestamp.test(value) && isRealDate(value.slice(0, 10)))) return 'timestamp'
  if (present.every((value) => /^(true|false)$/i.test(value))) return 'boolean'
  return 'text'
}

/** `1.0` is a whole number to agate: it counts digits behind the point after dropping zeros. */
function isWhole(text: string): boolean {
  return Number.isInteger(Number(text))
}

function isRealDate(text: string): boolean {
  const [year, month, day] = text.split('-').map(Number)
  const made = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1))
  return made.getUTCMonth() === (month ?? 1) - 1 && made.getUTCDate() === day
}

/** A value as it is written for COPY; null for dbt's nulls. */
export function seedValue(text: string, kind: SeedValueKind): string | null {
  if (isNull(text)) return null
  switch (kind) {
    case 'integer':
      return wholeNumber(text.trim())
    case 'number':
    case 'date':
    case 'timestamp':
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
