import type { ResultColumn, ResultValue } from '@tdbt/adapter-api'

/**
 * Rows as `tdbt show --output json` prints them: `{"node": ..., "show": [...]}`, indented by two. Numbers are written
 * with the digits that the database gave, which JavaScript's numbers may not hold.
 * @param node null for a query of the command line.
 */
export function rowsAsJson(
  columns: readonly ResultColumn[],
  rows: readonly (readonly ResultValue[])[],
  node: string | null,
): string {
  const objects = rows.map((row) => {
    const members = columns.map(
      ({ name, kind }, at) => `      ${JSON.stringify(name)}: ${value(row[at] ?? null, kind)}`,
    )
    return `    {\n${members.join(',\n')}\n    }`
  })
  const list = objects.length === 0 ? '[]' : `[\n${objects.join(',\n')}\n  ]`
  const head = node === null ? '' : `  "node": ${JSON.stringify(node)},\n`
  return `{\n${head}  "show": ${list}\n}`
}

function value(cell: ResultValue, kind: ResultColumn['kind']): string {
  const isNumber = kind === 'integer' || kind === 'number'
  if (isNumber && typeof cell === 'string' && /^-?(0|[1-9]\d*)(\.\d+)?$/.test(cell)) return cell
  return JSON.stringify(cell)
}
