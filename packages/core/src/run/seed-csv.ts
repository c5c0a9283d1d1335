import { type ErrorOrigin, type Place, TdbtError } from '@tdbt/adapter-api'
import { type CsvRecord, readRecords } from '../csv-records.js'

export interface SeedWarning extends ErrorOrigin {
  readonly message: string
}

/** A seed's file as CSV. */
export interface SeedCsv {
  /** The names of the columns: never empty, and each another. */
  readonly header: readonly string[]
  /** A row may have fewer values than the header: what is missing is null. */
  readonly rows: readonly (readonly string[])[]
  /** The text of the file, whose lines end as the places count them. */
  readonly source: string
  /** What was read in another way than it looks. */
  readonly warnings: readonly SeedWarning[]
  /** Where a row begins, counted from 0; at one of its values where that can be told. */
  placeOf(row: number, column?: number): Place
}

/**
 * Reads a seed's text as agate does for dbt, which takes every line end for a line feed. Throws a TdbtError for a row
 * with more values than the header, for a quote that is never closed, and where there is nothing to be a header.
 * @param delimiter one character.
 */
export function readSeedCsv(text: string, file: string, delimiter: string): SeedCsv {
  const source = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const refuse = (message: string, place: Omit<Place, 'file'>, hint: string): TdbtError =>
    new TdbtError('seed-not-valid', message, { place: { file, ...place }, source, hint })

  const zero = source.indexOf('\0')
  if (zero !== -1) {
    const before = source.slice(0, zero).split('\n')
    throw refuse(
      "the seed can't be read: it holds a zero byte, which the database can't store",
      { line: before.length, column: before.at(-1)!.length + 1 },
      'take it out',
    )
  }
  const records = readRecords(source, delimiter, (line) =>
    refuse(
      "the seed can't be read: in the row that begins here a quote is opened and never closed",
      { line, column: 1 },
      'a value that begins with a quote ends with one, and has those within doubled',
    ),
  )
  const [first, ...rest] = records
  // As in dbt, a file whose first line is empty has as many columns as its first row has values.
  const given = first?.values.length ? first.values : rest[0]?.values.map(() => '')
  if (!given?.length)
    throw refuse(
      'the seed is empty',
      { line: 1, column: 1 },
      'its first line must be a header with the names of the columns',
    )
  const header = columnNames(given)
  const long = rest.find(({ values }) => values.length > header.length)
  if (long !== undefined)
    throw refuse(
      `the seed can't be read: this row has ${valuesText(long.values.length)}, and the header ${header.length}`,
      { line: long.line, column: 1 },
      `no row has more values than the header, separated by '${delimiter}'; a value that holds it stands in double quotes`,
    )
  return {
    header,
    rows: rest.map(({ values }) => values),
    source,
    warnings: [...renamed(given, header), ...filledUp(rest, header.length)].map(({ message, line }) => ({
      message,
      place: { file, line },
      source,
    })),
    placeOf(row, column) {
      const { line } = rest[row]!
      const shown = source.split('\n')[line - 1]!
      return { file, line, column: valueColumn(shown, delimiter, column ?? 0) }
    },
  }
}

/** agate's names: the letter of its place for a column without one, a number behind one that is taken. */
function columnNames(given: readonly string[]): readonly string[] {
  const names = new Set<string>()
  for (const [index, name] of given.entries()) {
    const wanted = name === '' ? letterName(index) : name
    let free = wanted
    for (let count = 2; names.has(free); count += 1) free = `${wanted}_${count}`
    names.add(free)
  }
  return [...names]
}

/** `a` to `z`, `aa`, `bb` ... */
function letterName(index: number): string {
  return String.fromCharCode(97 + (index % 26)).repeat(Math.floor(index / 26) + 1)
}

interface LineWarning {
  readonly message: string
  readonly line: number
}

function renamed(given: readonly string[], header: readonly string[]): readonly LineWarning[] {
  const others = header.flatMap((name, index) =>
    name === given[index] ? [] : [`column ${index + 1} is called '${name}'`],
  )
  if (others.length === 0) return []
  const message = `the header does not give every column a name of its own: ${others.join(', ')}`
  return [{ message, line: 1 }]
}

function filledUp(rows: readonly CsvRecord[], width: number): readonly LineWarning[] {
  const short = rows.filter(({ values }) => values.length < width)
  const [first] = short
  if (first === undefined) return []
  const found =
    first.values.length === 0
      ? 'this line is empty, and loaded as a row of nulls'
      : `this row has ${valuesText(first.values.length)}, and the header ${width}: what is missing is null`
  const more = short.length === 1 ? '' : `; so it is with ${short.length - 1} more`
  return [{ message: found + more, line: first.line }]
}

/** Where a value begins in its line: at 1 where quotes leave that to a reader of CSV. */
function valueColumn(line: string, delimiter: string, index: number): number {
  if (line.includes('"')) return 1
  const before = line.split(delimiter).slice(0, index)
  return before.reduce((sum, value) => sum + value.length + delimiter.length, 1)
}

function valuesText(count: number): string {
  return count === 1 ? '1 value' : `${count} values`
}
