import type { Place, StatementError } from '@tdbt/adapter-api'
import type { CompiledNode } from '../compile/compile-node.js'

/** Where in the compiled text the place of a database's error is. */
export function compiledPlace({ code }: CompiledNode, error: StatementError): Place | undefined {
  const at = offsetInCode(code.code, error)
  if (at === undefined) return undefined
  const before = code.code.slice(0, at).split('\n')
  return { file: code.path, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** What the server misses behind the compiled text ("syntax error at or near ')'") is missing at its end. */
function offsetInCode(code: string, { sql, position }: StatementError): number | undefined {
  const begin = code === '' ? -1 : sql.indexOf(code)
  if (position === undefined || begin < 0 || position < begin) return undefined
  return Math.min(position - begin, code.trimEnd().length - 1)
}

/**
 * Where in a file the place of a database's error is: from the statement's offset to the compiled text, and from there
 * to the template that wrote it, that of the model or of an ephemeral one that it reads.
 */
export function sourcePlace({ code, segments }: CompiledNode, error: StatementError): Place | undefined {
  const at = offsetInCode(code.code, error)
  if (at === undefined) return undefined
  const segment = segments.find(({ start, end }) => at >= start && at < end)
  if (segment === undefined) return undefined
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
  return { file, line, column: before.length === 1 ? span.column + lastLength : lastLength + 1 }
}
