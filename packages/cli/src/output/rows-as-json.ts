import type { ResultColumn, ResultValue } from '@tdbt/adapter-api'

/**
 * Rows as `tdbt show --output json` prints them: `{"node": ..., "show": [...]}`, indented by two. Times are written as
 * dbt does. Numbers have the digits that the database gave, which JavaScript's may not hold, and nothing is written that
 * is no JSON, as dbt writes NaN. What Python would print in its own way (intervals, bytea, arrays) is Postgres' text.
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
  if (typeof cell === 'number' && !Number.isFinite(cell)) return JSON.stringify(String(cell))
  const isTime = kind === 'timestamp' || kind === 'time'
  return JSON.stringify(isTime && typeof cell === 'string' ? isoTime(cell) : cell)
}

const postgresTime = /^(?:(\d{4,}-\d\d-\d\d) )?(\d\d:\d\d:\d\d)(\.\d+)?(?:([+-]\d\d)(:\d\d(?::\d\d)?)?)?$/

/** A time as Python's isoformat writes it, a fraction with six digits; what is none (`infinity`) as it is. */
function isoTime(text: string): string {
  return text.replace(
    postgresTime,
    (_text, date?: string, time = '', fraction?: string, hours?: string, minutes = ':00') =>
      [date && `${date}T`, time, fraction?.padEnd(7, '0'), hours && hours + minutes].join(''),
  )
}
