/** Which of Python's or Jinja2's exceptions an error stands for. */
export type JinjaErrorKind =
  | 'syntax'
  | 'undefined'
  | 'security'
  | 'type'
  | 'value'
  | 'key'
  | 'index'
  | 'attribute'
  | 'zero-division'
  | 'overflow'
  | 'lookup'
  | 'recursion'
  | 'runtime'

/** A range of a template's file. Lines and columns count from 1, columns in UTF-16 units; the end is exclusive. */
export interface Span {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** A range of a file. */
export interface FileSpan extends Span {
  readonly file: string
}

/** One macro call on the way to an error: the macro's name and where a template calls it, if one does. */
export interface MacroCall {
  readonly name: string
  readonly place: FileSpan | undefined
}

/** Where an error that a host function raised passed through templates. */
export interface CallSite extends FileSpan {
  /** The chain of macro calls, innermost first. */
  readonly calls: readonly MacroCall[]
}

/** A name that leads nowhere, and those that there are, for who wants to say which one is meant. */
export interface UnknownName {
  readonly name: string
  readonly known: () => Iterable<string>
}

/** An error of a template: wrong syntax, or an exception that Python would raise while evaluating it. */
export class JinjaError extends Error {
  override readonly name = 'JinjaError'
  readonly kind: JinjaErrorKind
  file: string | undefined
  line: number | undefined
  column: number | undefined
  endLine: number | undefined
  endColumn: number | undefined
  /** The chain of macro calls, innermost first. */
  calls: MacroCall[] = []
  readonly unknown: UnknownName | undefined

  constructor(
    kind: JinjaErrorKind,
    message: string,
    { unknown, ...options }: { cause?: unknown; unknown?: UnknownName } = {},
  ) {
    super(message, options)
    this.kind = kind
    this.unknown = unknown
  }

  /** Gives the error its place; the first place that is given stays. */
  at(file: string, span: Span): this {
    if (this.line === undefined) {
      this.file = file
      this.line = span.line
      this.column = span.column
      this.endLine = span.endLine
      this.endColumn = span.endColumn
    }
    return this
  }
}

export function typeError(message: string, unknown?: UnknownName): JinjaError {
  return new JinjaError('type', message, { unknown })
}

export function valueError(message: string): JinjaError {
  return new JinjaError('value', message)
}

/**
 * Thrown by a host function (dbt's `return`) to leave the innermost macro call with a native value.
 * It isn't an error and passes through `caller()`.
 */
export class MacroReturn<T = unknown> {
  constructor(readonly value: T) {}
}

interface MutableCallSite {
  file: string
  line: number
  column: number
  endLine: number
  endColumn: number
  calls: MacroCall[]
}

const sites = new WeakMap<object, Partial<MutableCallSite> & { calls: MacroCall[] }>()

/** Where a host function's error left the templates; undefined for an error that came through none. */
export function callSite(error: unknown): CallSite | undefined {
  if (error instanceof JinjaError) {
    return error.line === undefined ? undefined : (error as unknown as CallSite)
  }
  if (typeof error !== 'object' || error === null) return undefined
  const site = sites.get(error)
  return site?.line === undefined ? undefined : (site as CallSite)
}

function siteOf(error: object): Partial<MutableCallSite> & { calls: MacroCall[] } {
  if (error instanceof JinjaError) return error
  let site = sites.get(error)
  if (!site) {
    site = { calls: [] }
    sites.set(error, site)
  }
  return site
}

/** The engine's own error for what JavaScript throws when the stack or a string is at its end. */
function translated(error: unknown): unknown {
  // A regular expression that is compiled at the end of the stack fails with a SyntaxError; none is used here.
  const isDeep =
    (error instanceof RangeError && error.message.includes('call stack')) ||
    (error instanceof SyntaxError && error.message.includes('tack overflow'))
  if (isDeep) return new JinjaError('recursion', 'maximum recursion depth exceeded', { cause: error })
  if (error instanceof RangeError) {
    return new JinjaError('overflow', `the result is too big (${error.message})`, { cause: error })
  }
  return error
}

/** Records where `error` happened, unless a place nearer to its cause is known. Returns what to throw. */
export function locate(error: unknown, file: string, span: Span): unknown {
  const found = translated(error)
  if (typeof found !== 'object' || found === null || found instanceof MacroReturn) return found
  const site = siteOf(found)
  if (site.line === undefined) {
    site.file = file
    site.line = span.line
    site.column = span.column
    site.endLine = span.endLine
    site.endColumn = span.endColumn
  }
  const calls = site.calls
  const { line, column, endLine, endColumn } = span
  for (let i = calls.length - 1; i >= 0 && calls[i]!.place === undefined; i--) {
    calls[i] = { name: calls[i]!.name, place: { file, line, column, endLine, endColumn } }
  }
  return found
}

/** Longest chain of macro calls that is kept; an endless recursion would else keep thousands. */
const MAX_CALLS = 50

/** Adds a macro to the chain of calls of an error that leaves it; the place is filled in where it was called. */
export function leftMacro(error: unknown, name: string): unknown {
  const found = translated(error)
  if (typeof found === 'object' && found !== null && !(found instanceof MacroReturn)) {
    const { calls } = siteOf(found)
    // The outermost is kept too: it is the one that says whose template it all began in.
    if (calls.length === MAX_CALLS) calls.pop()
    calls.push({ name, place: undefined })
  }
  return found
}
