import type { NodeLabel, NodeResult, NodeStatus } from '../invocation/events.js'

/** The result of what was not started, or the beginning of a result. */
export function notRun(node: NodeLabel, status: NodeStatus, details: Partial<NodeResult> = {}): NodeResult {
  return {
    node,
    status,
    message: null,
    failures: null,
    error: null,
    executionTime: 0,
    threadId: 'main',
    timing: [],
    adapterResponse: {},
    compiled: null,
    buildPath: null,
    relationName: null,
    skippedBecause: null,
    failedEphemeral: null,
    interrupted: null,
    ...details,
  }
}
