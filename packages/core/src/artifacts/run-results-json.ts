import { dbtVersion } from '../invocation/dbt-version.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import { invocationArgs } from '../invocation/invocation-args.js'
import { resultMessage } from '../run/result-message.js'
import { customEnv } from './manifest-json.js'

/** run_results.json, dbt's schema v6. */
export function runResultsJson(
  invocation: Invocation,
  results: readonly NodeResult[],
  elapsedSeconds: number,
): string {
  return JSON.stringify({
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json',
      dbt_version: dbtVersion,
      generated_at: invocation.now().toISOString(),
      invocation_id: invocation.id,
      invocation_started_at: invocation.startedAt.toISOString(),
      env: customEnv(invocation),
    },
    results: results.map((result) => ({
      status: result.status,
      timing: result.timing.map((timing) => ({
        name: timing.name,
        started_at: timing.startedAt.toISOString(),
        completed_at: timing.completedAt.toISOString(),
      })),
      thread_id: result.threadId,
      execution_time: result.executionTime,
      adapter_response: result.adapterResponse,
      message: resultMessage(result),
      failures: result.failures,
      unique_id: result.node.uniqueId,
      compiled: isCompiled(result),
      compiled_code: result.compiled?.code ?? null,
      // dbt leaves it out of what is not compiled.
      relation_name: result.node.resourceType === 'seed' ? null : result.relationName,
      batch_results: null,
    })),
    elapsed_time: elapsedSeconds,
    args: invocationArgs(invocation.flags),
  })
}

/** Null for what is never compiled. */
function isCompiled({ node, compiled }: NodeResult): boolean | null {
  return node.resourceType === 'seed' || ['exposure', 'saved_query'].includes(node.resourceType)
    ? null
    : compiled !== null
}
