import type { NodeResult, StatsCounts } from '../invocation/events.js'

/** dbt's last line: how many nodes passed, warned, failed, were skipped or had nothing to do. */
export function countResults(results: readonly NodeResult[]): StatsCounts {
  let [pass, warn, error, skip, noOp] = [0, 0, 0, 0, 0]
  for (const { status } of results) {
    switch (status) {
      case 'success':
      case 'pass':
        pass += 1
        break
      case 'warn':
        warn += 1
        break
      case 'error':
      case 'fail':
      case 'runtime error':
        error += 1
        break
      case 'skipped':
        skip += 1
        break
      case 'no-op':
        noOp += 1
        break
      default:
        status satisfies never
    }
  }
  return { pass, warn, error, skip, noOp, total: results.length }
}

/** Whether a command with these results succeeded (dbt: warnings never fail it). */
export function succeeded(results: readonly NodeResult[]): boolean {
  const { error, skip } = countResults(results)
  return error === 0 && skip === 0
}

/** `1 view model, 2 data tests`: what ran, by kind, as dbt's last lines have it. */
export function describeKinds(results: readonly NodeResult[]): string {
  const counts = new Map<string, number>()
  for (const { node } of results) {
    const kind = kindOf(node.resourceType, node.materialized)
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${count} ${kind === 'test' ? 'data test' : kind}${count === 1 ? '' : 's'}`)
    .join(', ')
    .replaceAll('_', ' ')
}

function kindOf(resourceType: string, materialized: string): string {
  if (resourceType === 'model') return `${materialized} model`
  if (resourceType === 'operation') return 'project hook'
  return resourceType
}
