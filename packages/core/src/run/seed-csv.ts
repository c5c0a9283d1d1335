import { type Place, TdbtError } from '@tdbt/adapter-api'
import { type CsvError, type Options, parse } from 'csv-parse/sync'

/** A seed's file as CSV. */
export interface SeedCsv {
  readonly header: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Where a row begins, counted from 0; at one of its values where that can be told. */
  placeOf(row: number, column?: number): Place
}

/** Reads a seed's text. Throws a TdbtError at the line that breaks the rules of CSV, and for a header without names. */
export function readSeedCsv(text: string, file: string, delimiter: string): SeedCsv {
  const options: Options = { bom: true, delimiter, skip_empty_lines: true }
  const refuse = (message: string, place: Omit<Place, 'file'>, hint: string, cause?: unknown): TdbtError =>
    new TdbtError('seed-not-valid', message, { place: { file, ...place }, source: text, hint, cause })

  const zero = text.indexOf('\0')
  if (zero !== -1) {
    const before = text.slice(0, zero).split('\n')
    throw refuse(
      "the seed can't be read: it holds a zero byte, which the database can't store",
      { line: before.length, column: before.at(-1)!.length + 1 },
      'take it out',
    )
  }
  let records: string[][]
  try {
    records = parse(text, options)
  } catch (error) {
    const problem = error as CsvError
    throw refuse(
      `the seed can't be read: ${sentenceOf(problem, delimiter, text)}`,
      { line: recordLines(text, options).at(-1), column: 1 },
      `every row needs as many values as the header, separated by '${delimiter}'; values that hold it or a quote stand in double quotes, with the quote doubled`,
      error,
    )
  }
  const [header, ...rows] = records
  if (header === undefined)
    throw refuse(
      'the seed is empty',
      { line: 1, column: 1 },
      'its first line must be a header with the names of the columns',
    )
  const wrong = header.findIndex((name, at) => name === '' || header.indexOf(name) < at)
  if (wrong !== -1)
    throw refuse(
      header[wrong] === ''
        ? `the header has no name for column ${wrong + 1}`
        : `the header has the column '${header[wrong]}' twice`,
      { line: 1, column: valueColumn(text.split('\n', 1)[0]!, delimiter, wrong) },
      'give every column a name of its own',
    )
  return {
    header,
    rows,
    placeOf(row, column) {
      const line = recordLines(text, options)[row + 1]!
      const shown = text.split(/\r\n|\n|\r/)[line - 1]!
      return { file, line, column: valueColumn(shown, delimiter, column ?? 0) }
    },
  }
}

/** Lines that the records begin in, to the end or to the record that can't be read: found only for an error. */
function recordLines(text: string, options: Options): number[] {
  const starts: number[] = []
  let ended = 0
  let empty = 0
  try {
    parse(text, {
      ...options,
      on_record(record: readonly string[], info) {
        starts.push(1 + ended + info.empty_lines)
        ended += record.reduce((sum, cell) => sum + cell.split(/\r\n|\r|\n/).length - 1, 1)
        empty = info.empty_lines
        return null
      },
    })
  } catch (error) {
    empty = (error as CsvError & { readonly empty_lines?: number }).empty_lines ?? empty
  }
  return [...starts, 1 + ended + empty]
}

/** Where a value begins in its line: at 1 where quotes leave that to a reader of CSV. */
function valueColumn(line: string, delimiter: string, index: number): number {
  if (line.includes('"')) return 1
  const before = line.split(delimiter).slice(0, index)
  return before.reduce((sum, value) => sum + value.length + delimiter.length, 1)
}

function sentenceOf(error: CsvError, delimiter: string, text: string): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'in the row that begins here a quote is opened and never closed'
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'in the row that begins here a quoted value goes on after its closing quote'
    case 'INVALID_OPENING_QUOTE':
      return 'in the row that begins here a quote stands in the middle of a value that is not quoted'
    case 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH': {
      const [header] = parse(text, { bom: true, delimiter, skip_empty_lines: true, to: 1 })
      const { record } = error as CsvError & { readonly record: readonly string[] }
      return `this row has ${valuesText(record.length)}, and the header ${header?.length}`
    }
    default:
      return error.message
  }
}

function valuesText(count: number): string {
  return count === 1 ? '1 value' : `${count} values`
}
