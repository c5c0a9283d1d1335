import type { ErrorCode } from './error-catalog/index.js'
import { TdbtError } from './errors.js'

/** A statement that the database rejected. */
export class StatementError extends TdbtError {
  /** The text that was sent. */
  readonly sql: string
  /** Offset of the error in `sql`, from 0, in UTF-16 units, where the database named one. */
  readonly position: number | undefined
  readonly detail: string | undefined

  constructor(
    code: ErrorCode,
    message: string,
    options: {
      sql: string
      position?: number
      sqlState?: string
      detail?: string
      hint?: string | null
      cause?: unknown
    },
  ) {
    super(code, message, options)
    this.sql = options.sql
    this.position = options.position
    this.detail = options.detail
  }
}
