import type { ErrorOrigin, Place, StatementError } from '@tdbt/adapter-api'
import type { CompiledNode } from '../compile/compile-node.js'
import { placeAt } from '../project/text-place.js'

/**
 * Where in a file the place of a database's error is: from the statement's offset to the compiled text, and from there
 * to the template that wrote it, that of the model or of an ephemeral one that it reads.
 */
export function sourcePlace({ code, segments }: CompiledNode, error: StatementError): Place | undefined {
  const at = offsetInCode(code.code, error)
  const segment = segments.find(({ start, end }) => at !== undefined && at >= start && at < end)
  if (at === undefined || segment === undefined) return undefined
  const { file, map } = segment
  const own = at - segment.start + segment.offset
  const span = map.spans.find(({ start, end }) => own >= start && own < end)
  if (span === undefined) return undefined
  if (!span.literal) {
    return { file, line: span.line, column: span.column, endLine: span.endLine, endColumn: span.endColumn }
  }
  const before = map.text.slice(span.start, own).split('\n')
  const line = span.line + before.length - 1
  const lastLength = before.at(-1)?.length ?? 0
  const column = before.length === 1 ? span.column + lastLength : lastLength + 1
  return { file, line, column, endLine: line, endColumn: column + wordLength(map.text, own) }
}

/** Where in the SQL that was sent the place of an error is: in the compiled file, or in another statement's own text. */
export function statementPlace(
  compiled: CompiledNode | undefined,
  error: StatementError,
): ErrorOrigin | undefined {
  if (error.position === undefined) return undefined
  const code = compiled?.code
  const at = code && offsetInCode(code.code, error)
  const [file, source, start] =
    at === undefined ? ['the statement', error.sql, error.position] : [code?.path ?? '', code?.code ?? '', at]
  return { place: placeAt(file, source, start, start + wordLength(source, start)), source }
}

/** What the server misses behind the compiled text ("syntax error at or near ')'") is missing at its end. */
function offsetInCode(code: string, { sql, position }: StatementError): number | undefined {
  const begin = code === '' ? -1 : sql.indexOf(code)
  if (position === undefined || begin < 0 || position < begin) return undefined
  return Math.min(position - begin, code.trimEnd().length - 1)
}

/** The length of the name at a place, at least one. */
function wordLength(text: string, at: number): number {
  return /^(?:\w+|"[^"\n]*")(?:\.(?:\w+|"[^"\n]*"))*/.exec(text.slice(at, at + 100))?.[0].length ?? 1
}
