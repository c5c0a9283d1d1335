import type { NodeLabel, NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import type { Exposure, ManifestNode } from '../manifest/node.js'
import { exposureLabel, nodeLabel } from './node-label.js'
import { notRun } from './not-run.js'
import { runNode } from './run-node.js'
import type { RunState } from './run-state.js'
import { runGraph, type SkipCause } from './scheduler.js'

/**
 * Runs what was selected in the order of the graph and tells of each start and end.
 * @param dependencies what must be done before a node.
 */
export async function runNodes(
  state: RunState,
  members: readonly (ManifestNode | Exposure)[],
  dependencies: (id: string) => readonly string[],
): Promise<readonly NodeResult[]> {
  const { invocation } = state.compile
  const byId = new Map(members.map((member) => [member.uniqueId, member]))
  const memberOf = (id: string): ManifestNode | Exposure => byId.get(id) as ManifestNode | Exposure
  const { threads } = state.compile.project.target
  const total = members.length
  let index = 0
  const idle = Array.from({ length: threads }, (_, at) => `Thread-${at + 1} (worker)`).reverse()
  const results = await runGraph<NodeResult>({
    ids: byId.keys(),
    dependencies,
    threads,
    failFast: invocation.flags.failFast,
    signal: invocation.signal,
    crash: (id, error) => {
      const result = notRun(labelOf(memberOf(id)), 'error', bug(invocation, error))
      invocation.emit({ name: 'LogNodeResult', result, index, total })
      return result
    },
    failed: (result) => result.status === 'error' || result.status === 'fail' || result.status === 'skipped',
    run: async (id) => {
      const node = memberOf(id)
      index += 1
      const at = index
      if (node.resourceType === 'exposure') {
        const result = notRun(exposureLabel(node), 'no-op', { message: 'NO-OP' })
        invocation.emit({ name: 'LogNodeResult', result, index: at, total })
        return result
      }
      const threadId = idle.pop() ?? 'Thread-1 (worker)'
      invocation.emit({ name: 'LogStartLine', node: nodeLabel(node), index: at, total })
      const result = await runNode(state, node, threadId)
      idle.push(threadId)
      invocation.emit({ name: 'LogNodeResult', result, index: at, total })
      return result
    },
    skip: (id, cause) => {
      const result = skippedResult(memberOf(id), skipReason(cause))
      index += 1
      invocation.emit({ name: 'LogNodeResult', result, index, total })
      return result
    },
  })
  return [...results.values()]
}

/** What no user can cause fails its node alone: the others go on, connections are given back, artifacts written. */
function bug(invocation: Invocation, error: unknown): Pick<NodeResult, 'message'> {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  invocation.emit({ name: 'Debug', message: stack ?? message })
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
      return 'the run was interrupted'
    default:
      return cause satisfies never
  }
}

/** @param because what a node that is not started waited for. */
export function skippedResult(member: ManifestNode | Exposure, because: string): NodeResult {
  const relationName = member.resourceType === 'exposure' ? null : member.relationName
  return notRun(labelOf(member), 'skipped', { relationName, skippedBecause: because })
}

function labelOf(member: ManifestNode | Exposure): NodeLabel {
  return member.resourceType === 'exposure' ? exposureLabel(member) : nodeLabel(member)
}
