import type { NodeResult } from '../invocation/events.js'

/**
 * A result's message as dbt has it for templates and in run_results.json: that of an error with what kind of error it
 * is, in which node, and below it the text.
 */
export function resultMessage({ error, message, node, failedEphemeral }: NodeResult): string | null {
  if (error === null || failedEphemeral !== null) return message
  const where = `${node.resourceType} ${node.name} (${node.shownPath})`
  return `${error.kind} Error in ${where}\n${error.message.replace(/^/gm, '  ')}`
}
