import { cancelOnAbort } from '@tdbt/adapter-api'
import { ephemeralMessage } from '../compile/ephemeral-error.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import { isNode } from '../manifest/manifest.js'
import { cancelAll } from '../session/servers.js'
import { type Listed, listedLabel, nodeLabel, noOpLabel } from './node-label.js'
import { notRun } from './not-run.js'
import { runNode } from './run-node.js'
import type { RunState } from './run-state.js'
import { runGraph, type SkipCause } from './scheduler.js'

/**
 * Runs what was selected in the order of the graph and tells of each start and end. With --fail-fast the first
 * failure cancels what runs beside it.
 * @param dependencies what must be done before a node.
 */
export async function runNodes(
  state: RunState,
  members: readonly Listed[],
  dependencies: (id: string) => readonly string[],
): Promise<readonly NodeResult[]> {
  const { emit, flags, signal } = state.compile.invocation
  const byId = new Map(members.map((member) => [member.uniqueId, member]))
  const memberOf = (id: string): Listed => byId.get(id) as Listed
  const { threads } = state.compile.project.target
  const total = members.length
  let index = 0
  const idle = Array.from({ length: threads }, (_, at) => `Thread-${at + 1} (worker)`).reverse()
  const running = new Set<string>()
  /** By the nodes that were skipped for it. */
  const failedEphemerals = new Map<string, string>()
  const failure = new AbortController()
  const stop = AbortSignal.any([signal, failure.signal])
  const tellCancelled = (): void => {
    for (const uniqueId of running) emit({ name: 'LogCancelLine', uniqueId })
  }
  stop.addEventListener('abort', tellCancelled)
  const stopCancelling = cancelOnAbort(
    failure.signal,
    () => cancelAll(state.servers),
    (message) => emit({ name: 'Warning', warning: null, message, place: null }),
  )
  const failed = ({ status }: NodeResult): boolean =>
    status === 'error' || status === 'fail' || status === 'skipped'
  const tell = (result: NodeResult, at: number): NodeResult => {
    // dbt's line of what was cancelled is that of an error; among the results it is skipped.
    const shown: NodeResult = result.interrupted === null ? result : { ...result, status: 'error' }
    emit({ name: 'LogNodeResult', result: shown, index: at, total })
    return result
  }
  const results = await runGraph<NodeResult>({
    ids: byId.keys(),
    dependencies,
    threads,
    failFast: flags.failFast,
    signal,
    crash: (id, error) => tell(notRun(listedLabel(memberOf(id)), 'error', bug(emit, error)), index),
    failed,
    run: async (id) => {
      const node = memberOf(id)
      index += 1
      const at = index
      if (!isNode(node)) {
        return tell(notRun(noOpLabel(node), 'no-op', { message: 'NO-OP', failures: 0 }), at)
      }
      const threadId = idle.pop() ?? 'Thread-1 (worker)'
      emit({ name: 'LogStartLine', node: nodeLabel(node), index: at, total })
      running.add(id)
      const result = await runNode(state, node, threadId, stop).finally(() => running.delete(id))
      idle.push(threadId)
      if (result.failedEphemeral !== null) failedEphemerals.set(id, result.failedEphemeral)
      tell(result, at)
      if (!flags.failFast || !failed(result)) return result
      failure.abort()
      return result.interrupted === null ? result : { ...result, message: failFastMessage }
    },
    skip: (id, cause) => {
      // dbt tells of each node that is skipped, but not where the whole run ends.
      if (signal.aborted) return skippedResult(memberOf(id), interruptedRun)
      const failedEphemeral = cause.reason === 'dependency' ? failedEphemerals.get(cause.id) : undefined
      const skipped = skippedResult(memberOf(id), skipReason(cause))
      const result: NodeResult =
        failedEphemeral === undefined
          ? skipped
          : { ...skipped, failedEphemeral, message: ephemeralMessage(id, failedEphemeral) }
      if (flags.failFast) return { ...result, message: failFastMessage }
      index += 1
      return tell(result, index)
    },
  })
  stop.removeEventListener('abort', tellCancelled)
  await stopCancelling()
  return [...results.values()]
}

/** dbt's words. */
const failFastMessage = 'Skipping due to fail_fast'

/** Why a node was not started when the run was interrupted. */
export const interruptedRun = 'the run was interrupted'

/** What no user can cause fails its node alone: the others go on, connections are given back, artifacts written. */
function bug(emit: Invocation['emit'], error: unknown): Pick<NodeResult, 'message'> {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  emit({ name: 'Debug', message: stack ?? message })
  return {
    message: `Internal Error\n  This is a bug in tdbt, not a mistake of yours: ${message}\n  Run it again with --debug, and report what that prints.`,
  }
}

function skipReason(cause: SkipCause): string {
  switch (cause.reason) {
    case 'dependency':
      return `${cause.id} failed`
    case 'fail-fast':
      return `${cause.id} failed, and --fail-fast ends the run at the first failure`
    case 'aborted':
      return interruptedRun
    default:
      return cause satisfies never
  }
}

/** @param because what a node that is not started waited for. */
export function skippedResult(member: Listed, because: string): NodeResult {
  const relationName = isNode(member) ? member.relationName : null
  return notRun(listedLabel(member), 'skipped', { relationName, skippedBecause: because })
}
