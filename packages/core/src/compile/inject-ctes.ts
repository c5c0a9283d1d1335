export interface Cte {
  readonly id: string
  /** ` __dbt__cte__name as (\n...\n)` */
  readonly sql: string
}

/** A query with CTEs put into it. */
export interface Injected {
  readonly sql: string
  /** From which offset on the query's own text was moved, and by how many characters. */
  readonly from: number
  readonly by: number
  /** Where the text of each CTE begins in `sql`. */
  readonly starts: readonly number[]
}

/**
 * Puts CTEs before a query: in front of its own first CTE where it has a `with` (or `with recursive`), else as a
 * `with` of their own before its first word, as dbt does.
 */
export function injectCtes(sql: string, ctes: readonly Cte[]): Injected {
  if (ctes.length === 0) return { sql, from: 0, by: 0, starts: [] }
  const { at, before, after } = place(sql)
  const starts: number[] = []
  let inserted = before
  for (const cte of ctes) {
    if (starts.length > 0) inserted += ', '
    starts.push(at + inserted.length)
    inserted += cte.sql
  }
  inserted += after
  return { sql: sql.slice(0, at) + inserted + sql.slice(at), from: at, by: inserted.length, starts }
}

/** Where the CTEs go, and what stands around them there. */
function place(sql: string): { readonly at: number; readonly before: string; readonly after: string } {
  const blank = /(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/y
  const word = /with(?:\s+recursive)?\b\s*/iy
  blank.exec(sql)
  word.lastIndex = blank.lastIndex
  if (word.exec(sql)) return { at: word.lastIndex, before: '', after: ', ' }
  return { at: sql.length - sql.trimStart().length, before: 'with', after: ' ' }
}
