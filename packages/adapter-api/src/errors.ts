/**
 * Every error that a user can cause. A command prints its place, the source line with a caret, the chain of
 * macro calls and the hint; anything that is not a TdbtError is a bug of tdbt and is reported as one.
 */

/** Where in a file something stands. Lines and columns count from 1, columns in UTF-16 units. */
export interface Place {
  /** Path as shown to the user: relative to the project's root where it lies inside. */
  readonly file: string
  readonly line?: number
  readonly column?: number
  readonly endLine?: number
  readonly endColumn?: number
}

/** One frame of the chain of macro calls that led to an error, innermost first. */
export interface CallFrame {
  readonly name: string
  readonly place: Place
}

/** dbt's categories, as its CLI prints them above a message ("Compilation Error in model x (models/x.sql)"). */
export type ErrorKind =
  | 'Compilation'
  | 'Parsing'
  | 'Validation'
  | 'Runtime'
  | 'Database'
  | 'Dependency'
  | 'Project'
  | 'Profile'
  | 'Connection'
  | 'Ingestion'

export interface TdbtErrorOptions {
  readonly place?: Place
  /** The text of the file that `place` points into, so that the line can be shown. */
  readonly source?: string
  /** What to do about it, one sentence. */
  readonly hint?: string
  readonly calls?: readonly CallFrame[]
  readonly cause?: unknown
  /** SQLSTATE, for errors that a database raised. */
  readonly sqlState?: string
}

export class TdbtError extends Error {
  override readonly name = 'TdbtError'
  readonly kind: ErrorKind
  readonly place: Place | undefined
  readonly source: string | undefined
  readonly hint: string | undefined
  readonly calls: readonly CallFrame[]
  readonly sqlState: string | undefined

  constructor(kind: ErrorKind, message: string, options: TdbtErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.place = options.place
    this.source = options.source
    this.hint = options.hint
    this.calls = options.calls ?? []
    this.sqlState = options.sqlState
  }
}

/** Several errors of one step (a parse, say), shown together. */
export class TdbtErrors extends Error {
  override readonly name = 'TdbtErrors'
  readonly errors: readonly TdbtError[]

  constructor(errors: readonly TdbtError[]) {
    super(errors.map((error) => error.message).join('\n'))
    this.errors = errors
  }
}
