import { Readable } from 'node:stream'
import { TdbtError } from '@tdbt/adapter-api'
import { CsvError, type Parser, parse } from 'csv-parse'
import { decodeLines } from './decode-lines.js'
import type { RawRow, RawRows } from './raw-row.js'

export interface CsvOptions {
  readonly encoding: 'utf-8' | 'latin1'
  readonly delimiter: string
}

/**
 * The records of a CSV file as RFC 4180 has it; lines that are empty are passed over. A record may have another number
 * of fields than the header: that is one row's fault, and the row is rejected where it is typed. A quote that is out of
 * place leaves no way to tell where records end, and is an error with its line.
 */
export async function* readCsvRows(
  bytes: AsyncIterable<Buffer>,
  options: CsvOptions,
  label: string,
): RawRows {
  const parser = parse({
    delimiter: options.delimiter,
    relax_column_count: true,
    skip_empty_lines: true,
  })
  const text = Readable.from(decodeLines(bytes, options.encoding, label), { objectMode: false })
  text.on('error', (error) => parser.destroy(error))
  text.pipe(parser)
  try {
    let position = 0
    for await (const records of batches(parser)) {
      yield records.map((record): RawRow => {
        for (const [index, cell] of record.entries()) if (cell === '') record[index] = null
        return { position: position++, cells: record }
      })
    }
  } catch (error) {
    if (error instanceof CsvError) throw csvProblem(error, label)
    throw error
  } finally {
    text.destroy()
    parser.destroy()
  }
}

/** What the parser has ready, instead of a promise for each record. */
async function* batches(parser: Parser): AsyncGenerator<(string | null)[][], void, undefined> {
  for await (const record of parser as AsyncIterable<string[]>) {
    const batch: (string | null)[][] = [record]
    for (let next = read(parser); next !== null; next = read(parser)) batch.push(next)
    yield batch
  }
}

function read(parser: Parser): string[] | null {
  return parser.read() as string[] | null
}

function csvProblem(error: CsvError, label: string): TdbtError {
  const line = typeof error.lines === 'number' ? error.lines : undefined
  return new TdbtError(
    'csv-not-valid',
    `${label}${line === undefined ? '' : `:${line}`}: ${sentences[error.code] ?? error.message}`,
    { place: { file: label, line }, cause: error },
  )
}

const sentences: Partial<Record<CsvError['code'], string>> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'a quoted field goes on after its closing quote',
  INVALID_OPENING_QUOTE: 'a quote stands in the middle of a field that is not quoted',
}
