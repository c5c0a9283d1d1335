import type { ResultValue } from '@tdbt/adapter-api'
import pg from 'pg'
import { type FieldDescription, valueReader } from './result-values.js'

interface RawResult {
  readonly fields: readonly FieldDescription[]
  readonly rows: readonly (readonly ResultValue[])[]
  readonly rowCount: number | null
}

/** What pg's types leave out of its Query. */
interface QueryInternals {
  _results: RawResult | RawResult[]
  handleCommandComplete(message: { text: string }, connection: unknown): void
}

const BaseQuery = pg.Query as unknown as new (
  config: unknown,
  values: readonly unknown[] | undefined,
  callback: (error: Error | null) => void,
) => pg.Query & QueryInternals

/** pg's query, with the command's whole tag, of which pg keeps the first word, and values read as we do. */
export class TextQuery extends BaseQuery {
  tag = ''

  constructor(text: string, values: readonly unknown[] | undefined, callback: (error: Error | null) => void) {
    super({ text, rowMode: 'array', types: { getTypeParser: valueReader } }, values, callback)
  }

  override handleCommandComplete(message: { text: string }, connection: unknown): void {
    this.tag = message.text
    super.handleCommandComplete(message, connection)
  }

  /** Of the last statement, where the text has several. */
  lastResult(): RawResult {
    return Array.isArray(this._results) ? this._results[this._results.length - 1]! : this._results
  }
}
