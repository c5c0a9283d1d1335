import { Dict, str, type Value } from '@tdbt/jinja'

/**
 * What a contract and a query don't agree on, as dbt's table has it: by name, the query's type, the contract's, and why.
 * @param declared, actual columns as the macro `format_columns` gives them
 */
export function contractMismatch(declared: Value | undefined, actual: Value | undefined): string {
  const contract = typesOf(declared)
  const definition = typesOf(actual)
  const rows = [...new Set([...definition.keys(), ...contract.keys()])].sort().flatMap((name) => {
    const [found, wanted] = [definition.get(name), contract.get(name)]
    if (found === wanted) return []
    const reason =
      found === undefined
        ? 'missing in definition'
        : wanted === undefined
          ? 'missing in contract'
          : 'data type mismatch'
    return [[name, found ?? '', wanted ?? '', reason]]
  })
  const table = [['column_name', 'definition_type', 'contract_type', 'mismatch_reason'], ...rows]
  const widths = [0, 1, 2, 3].map((index) => Math.max(...table.map((row) => row[index]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = table
  const rule = line(widths.map((width) => '-'.repeat(width)))
  return [line(head), rule, ...body.map(line)].join('\n')
}

function typesOf(columns: Value | undefined): ReadonlyMap<string, string> {
  const entries = Array.isArray(columns) ? columns : []
  return new Map(
    entries.flatMap((entry) =>
      entry instanceof Dict
        ? [[str(entry.get('name') ?? ''), str(entry.get('data_type') ?? '')] as const]
        : [],
    ),
  )
}
