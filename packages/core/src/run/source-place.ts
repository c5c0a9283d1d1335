import type { Place, StatementError } from '@tdbt/adapter-api'
import type { CompiledNode } from '../compile/compile-node.js'

/**
 * Where in a file the place of a database's error is: from the statement's offset to the compiled text, and from there
 * to the template that wrote it, that of the model or of an ephemeral one that it reads.
 */
export function sourcePlace({ code, segments }: CompiledNode, error: StatementError): Place | undefined {
  if (error.position === undefined || code.code === '') return undefined
  const begin = error.sql.indexOf(code.code)
  if (begin < 0) return undefined
  const at = error.position - begin
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
