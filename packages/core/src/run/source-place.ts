import type { Place, StatementError } from '@tdbt/adapter-api'
import type { CompiledNode } from '../compile/compile-node.js'

/**
 * Where in a model's file the place of a database's error is: from the statement's offset to the compiled text, past
 * the CTEs that were put into it, and from there to the template.
 */
export function sourcePlace(compiled: CompiledNode, error: StatementError): Place | undefined {
  if (error.position === undefined) return undefined
  const at = error.sql.indexOf(compiled.code.code)
  if (at < 0 || compiled.code.code === '') return undefined
  const offset = error.position - at
  const { from, by } = compiled.shift
  const own = offset < from ? offset : offset - by
  if (own < 0 || (offset >= from && offset < from + by)) return undefined
  const span = compiled.map.spans.find((candidate) => own >= candidate.start && own < candidate.end)
  if (span === undefined) return undefined
  const file = compiled.node.originalFilePath
  if (!span.literal) {
    return { file, line: span.line, column: span.column, endLine: span.endLine, endColumn: span.endColumn }
  }
  const before = compiled.map.text.slice(span.start, own).split('\n')
  const line = span.line + before.length - 1
  const lastLength = before.at(-1)?.length ?? 0
  return { file, line, column: before.length === 1 ? span.column + lastLength : lastLength + 1 }
}
