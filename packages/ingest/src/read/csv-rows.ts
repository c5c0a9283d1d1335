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
  const lines = linesOf(parser)
  const text = Readable.from(decodeLines(bytes, options.encoding, label), { objectMode: false })
  text.on('error', (error) => parser.destroy(error))
  text.pipe(parser)
  try {
    let position = 0
    for await (const records of batches(parser)) {
      yield records.map((record): RawRow => {
        for (const [index, cell] of record.entries()) if (cell === '') record[index] = null
        return { position: position++, line: lines.take(), cells: record }
      })
    }
  } catch (error) {
    if (error instanceof CsvError) throw csvProblem(error, label, lines.next())
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

/**
 * The lines that records begin in, in the order of the records. The parser's own `info` for each record takes two
 * thirds of its time once more, and counts an end of line of Windows twice where it stands in quotes.
 */
function linesOf(parser: Parser): { take(): number | undefined; next(): number } {
  let starts: number[] = []
  let taken = 0
  let ended = 0
  // Empty lines are counted as the parser comes by.
  const next = (): number => 1 + ended + parser.info.empty_lines
  const push = parser.push.bind(parser)
  parser.push = (record: string[] | null) => {
    if (record !== null) {
      starts.push(next())
      ended += 1
      for (const cell of record) if (/[\r\n]/.test(cell)) ended += cell.split(/\r\n|\r|\n/).length - 1
    }
    return push(record)
  }
  return {
    take() {
      const line = starts[taken++]
      if (taken === starts.length) {
        starts = []
        taken = 0
      }
      return line
    },
    next,
  }
}

/** `line` is where the record begins that can't be read: where a quote is lost, the reader notices it much later. */
function csvProblem(error: CsvError, label: string, line: number): TdbtError {
  return new TdbtError('csv-not-valid', sentences[error.code] ?? error.message, {
    place: { file: label, line },
    cause: error,
  })
}

const sentences: Partial<Record<CsvError['code'], string>> = {
  CSV_QUOTE_NOT_CLOSED: 'in the row that begins here a quote is opened and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'in the row that begins here a quoted field goes on after its closing quote',
  INVALID_OPENING_QUOTE:
    'in the row that begins here a quote stands in the middle of a field that is not quoted',
}
