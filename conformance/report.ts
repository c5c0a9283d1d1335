import type { Difference } from './compare/difference.js'
import type { Evidence } from './compare/evidence.js'

/** What a project's comparison has come to. */
export interface Verdict {
  readonly name: string
  readonly differences: readonly Difference[]
  /** How many differences were of the README's list. */
  readonly justified: number
  readonly dbt: Evidence
}

const valueLimit = 400

export function verdictText({ name, differences, justified, dbt }: Verdict, all: boolean): string {
  const nodes = Object.keys(dbt.manifest?.nodes ?? {}).length
  const head = `${differences.length === 0 ? 'equal' : 'DIFFERS'} ${name}: ${nodes} nodes, ${statuses(dbt)}`
  const lines = [
    `${head}${differences.length > 0 ? `; ${differences.length} differences` : ''}; ${justified} justified`,
  ]
  const shown = all ? differences : differences.slice(0, 25)
  for (const { path, dbt, tdbt } of shown)
    lines.push(
      `  ${path.join(' / ')}`,
      `    dbt:  ${valueText(dbt, all)}`,
      `    tdbt: ${valueText(tdbt, all)}`,
    )
  if (shown.length < differences.length)
    lines.push(`  and ${differences.length - shown.length} more (--all shows them)`)
  return lines.join('\n')
}

function statuses({ steps }: Evidence): string {
  return steps
    .map(({ command, code, results }) => {
      const counts = new Map<string, number>()
      for (const { status } of results?.results ?? []) counts.set(status, (counts.get(status) ?? 0) + 1)
      const told = [...counts].map(([status, count]) => `${count} ${status}`).join(' ')
      return `${command.split(' ')[0]} ${told || `exit ${code}`}`
    })
    .join(', ')
}

function valueText(value: unknown, whole: boolean): string {
  if (value === undefined) return '(nothing)'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const shown = whole || text.length <= valueLimit ? text : `${text.slice(0, valueLimit)} ...`
  return shown.replaceAll('\n', '\n          ')
}
