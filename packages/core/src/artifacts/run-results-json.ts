import { dbtVersion } from '../invocation/dbt-version.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
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
    args: args(invocation),
  })
}

/** Null for what is never compiled. */
function isCompiled({ node, compiled }: NodeResult): boolean | null {
  return node.resourceType === 'seed' || ['exposure', 'saved_query'].includes(node.resourceType)
    ? null
    : compiled !== null
}

/** The flags under dbt's names; `retry` reads them back. */
function args(invocation: Invocation): Record<string, unknown> {
  const { flags } = invocation
  return {
    which: flags.which,
    invocation_command: flags.invocationCommand,
    project_dir: flags.projectDir,
    profiles_dir: flags.profilesDir ?? null,
    profile: flags.profile ?? null,
    target: flags.target ?? null,
    target_path: flags.targetPath ?? null,
    vars: flags.vars,
    ...flags.operation,
    select: flags.select,
    exclude: flags.exclude,
    resource_types: flags.resourceTypes,
    exclude_resource_types: flags.excludeResourceTypes,
    indirect_selection: flags.indirectSelection,
    full_refresh: flags.fullRefresh,
    fail_fast: flags.failFast,
    store_failures: flags.storeFailures,
    empty: flags.empty,
    warn_error: flags.warnError,
    warn_error_options: flags.warnErrorOptions,
    write_json: flags.writeJson,
    send_anonymous_usage_stats: false,
  }
}
