import { type ErrorCode, type ErrorKind, errorCatalog } from './error-catalog/index.js'

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
  /** Where the macro was called; undefined where no template did. */
  readonly place: Place | undefined
}

export interface ErrorOrigin {
  readonly place?: Place
  /** The text of the file that `place` points into, so that the line can be shown. */
  readonly source?: string
}

export interface TdbtErrorOptions extends ErrorOrigin {
  /** What to do about it, one sentence; null for none. Left out, it is the catalogue's. */
  readonly hint?: string | null
  readonly calls?: readonly CallFrame[]
  readonly cause?: unknown
  /** SQLSTATE, for errors that a database raised. */
  readonly sqlState?: string
  /** Where in the SQL that was sent, for errors that a database raised: in its compiled file, where there is one. */
  readonly statement?: ErrorOrigin
  /** What the message says, as values for programs: a JSON log line has them under these names. */
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * Every error that a user can cause. A command prints its place, the source line with a caret, the chain of
 * macro calls and the hint; anything that is not a TdbtError is a bug of tdbt and is reported as one.
 */
export class TdbtError extends Error {
  override readonly name = 'TdbtError'
  readonly code: ErrorCode
  readonly place: Place | undefined
  readonly source: string | undefined
  readonly hint: string | null
  readonly calls: readonly CallFrame[]
  readonly sqlState: string | undefined
  readonly statement: ErrorOrigin | undefined
  readonly details: Readonly<Record<string, unknown>> | undefined

  constructor(code: ErrorCode, message: string, options: TdbtErrorOptions = {}) {
    super(shortened(message), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.place = options.place
    this.source = options.source
    this.hint = options.hint === undefined ? errorCatalog[code].mend : options.hint
    this.calls = options.calls ?? []
    this.sqlState = options.sqlState
    this.statement = options.statement
    this.details = options.details
  }

  get kind(): ErrorKind {
    return errorCatalog[this.code].kind
  }
}

/** More than anyone reads: a message may quote a value of the project, which has no end by itself. */
const mostCharacters = 20_000

function shortened(message: string): string {
  if (message.length <= mostCharacters) return message
  return `${message.slice(0, mostCharacters)}… (${message.length} characters)`
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
