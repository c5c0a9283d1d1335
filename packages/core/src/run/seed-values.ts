import type { SeedValueKind } from '@tdbt/adapter-api'
import { areWhole, numberText, readNumber, strip } from './seed-numbers.js'
import { readDate, readIsoTime, readTimestamp } from './seed-times.js'

/** What agate, as dbt sets it up, reads as null in a column of any kind. */
function isNull(text: string): boolean {
  const stripped = strip(text)
  return stripped === '' || (stripped.length === 4 && stripped.toLowerCase() === 'null')
}

/**
 * The kind of a seed's column by all its values, in dbt's order of trial: number (whole numbers are integers), date,
 * timestamp with a blank, timestamp with a `T`, boolean, text.
 */
export function inferKind(values: readonly string[]): SeedValueKind {
  const present = values.filter((value) => !isNull(value))
  const numbers = readAll(present, readNumber)
  if (numbers !== null) return areWhole(numbers) ? 'integer' : 'number'
  const stripped = present.map(strip)
  if (readAll(stripped, readDate) !== null) return 'date'
  if (readAll(stripped, readTimestamp) !== null || readAll(stripped, readIsoTime) !== null) return 'timestamp'
  return readAll(values, readTruth) === null ? 'text' : 'boolean'
}

/** What every text is read as; null, without reading on, where one can't be. */
function readAll<Item>(
  texts: readonly string[],
  read: (text: string) => Item | null,
): readonly Item[] | null {
  const items: Item[] = []
  for (const text of texts) {
    const item = read(text)
    if (item === null) return null
    items.push(item)
  }
  return items
}

/** agate drops commas from a word before it looks whether it is a truth. */
function readTruth(text: string): 'true' | 'false' | 'null' | null {
  const word = strip(text.replaceAll(',', '')).toLowerCase()
  if (word === '') return 'null'
  return word === 'true' || word === 'false' || word === 'null' ? word : null
}

/** A value as it is written for COPY, with its zone where a timestamp has one; null for dbt's nulls. */
export function seedValue(text: string, kind: SeedValueKind): string | null {
  if (isNull(text)) return null
  switch (kind) {
    case 'integer':
    case 'number': {
      const number = readNumber(text)
      const shown = number && numberText(number)
      return kind === 'integer' ? (shown?.replace(/\.0*$/, '') ?? null) : shown
    }
    case 'timestamp': {
      const stripped = strip(text)
      return readTimestamp(stripped) ?? readIsoTime(stripped)
    }
    case 'date':
      return readDate(strip(text))
    case 'boolean': {
      const truth = readTruth(text)
      return truth === 'null' ? null : truth
    }
    case 'time':
    case 'text':
      return text
    default:
      return kind satisfies never
  }
}
