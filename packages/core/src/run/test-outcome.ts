import { TdbtError } from '@tdbt/adapter-api'
import { str, type Value } from '@tdbt/jinja'
import type { AgateTable } from '../context/agate-table.js'
import type { NodeResult } from '../invocation/events.js'
import type { Flags } from '../invocation/flags.js'
import { fateOf } from '../invocation/warn.js'
import type { ManifestNode } from '../manifest/node.js'

/** dbt's judgement of a test from the row that its query gives: failures, should_warn, should_error. */
export function testOutcome(
  node: ManifestNode,
  table: AgateTable,
  flags: Flags,
): Pick<NodeResult, 'status' | 'message' | 'failures' | 'error'> {
  const row = table.rows[0]
  if (row === undefined || table.rows.length !== 1 || row.length !== 3) {
    throw new TdbtError(
      'test-result-shape',
      `the test ${node.name} gave ${table.rows.length} rows of ${row?.length ?? 0} columns, not one row of three`,
    )
  }
  const [failuresValue, shouldWarn, shouldError] = row as [Value, Value, Value]
  if (failuresValue === null) {
    throw new TdbtError(
      'test-result-shape',
      `the test ${node.name} counts its failures by ${str(node.config.fail_calc as Value)}, which is null`,
      { hint: 'give it a number where there are no rows: `coalesce(..., 0)` in its fail_calc' },
    )
  }
  const failures = Number(str(failuresValue))
  const severity = str(node.config.severity as Value).toUpperCase()
  const warns = isTrue(shouldWarn)
  const fails = severity === 'ERROR' && isTrue(shouldError)
  const results = `${failures} ${failures === 1 ? 'result' : 'results'}`
  const base = { failures, error: null }
  if (fails)
    return {
      ...base,
      status: 'fail',
      message: `Got ${results}, configured to fail if ${str(node.config.error_if as Value)}`,
    }
  if (warns) {
    const status = fateOf(flags, 'LogTestResult') === 'error' ? 'fail' : 'warn'
    const message = `Got ${results}, configured to ${status} if ${str(node.config.warn_if as Value)}`
    return { ...base, status, message }
  }
  // dbt counts none where the test asks for another number of them than none.
  return { failures: 0, error: null, status: 'pass', message: null }
}

/** Truth as a `fail_calc` may tell it: a boolean, a number, or a word. */
function isTrue(value: Value): boolean {
  return typeof value === 'string' ? /^(true|t|yes|y|on|1)$/i.test(value) : value !== null && Boolean(value)
}
