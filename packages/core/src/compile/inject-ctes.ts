export interface Cte {
  readonly id: string
  /** ` __dbt__cte__name as (\n...\n)` */
  readonly sql: string
}

/**
 * Puts CTEs before a query: in front of its own first CTE where it has a `with` (or `with recursive`), else as a
 * `with` of their own before its first word, as dbt does.
 * @returns the text, and from which offset on the query's own text was moved and by how many characters.
 */
export function injectCtes(
  sql: string,
  ctes: readonly Cte[],
): { readonly sql: string; readonly shift: { readonly from: number; readonly by: number } } {
  if (ctes.length === 0) return { sql, shift: { from: 0, by: 0 } }
  const list = ctes.map((cte) => cte.sql).join(', ')
  const { at, inserted } = place(sql, list)
  return { sql: sql.slice(0, at) + inserted + sql.slice(at), shift: { from: at, by: inserted.length } }
}

function place(sql: string, list: string): { readonly at: number; readonly inserted: string } {
  const blank = /(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/y
  const word = /with(?:\s+recursive)?\b\s*/iy
  blank.exec(sql)
  word.lastIndex = blank.lastIndex
  if (word.exec(sql)) return { at: word.lastIndex, inserted: `${list}, ` }
  return { at: sql.length - sql.trimStart().length, inserted: `with${list} ` }
}
