import type { TdbtEvent } from '@tdbt/core'
import type { LogMessage } from './log-message.js'

/** The SQL that `tdbt compile` shows, as dbt prints it. */
export function compiledNode(
  { nodeName, compiled, isInline }: Extract<TdbtEvent, { name: 'CompiledNode' }>,
  options: { readonly compiledAs: 'text' | 'json'; readonly quiet: boolean },
): LogMessage {
  const text = (): string => {
    if (options.compiledAs === 'json') {
      return JSON.stringify(isInline ? { compiled } : { node: nodeName, compiled }, null, 2)
    }
    if (options.quiet) return compiled
    return `Compiled ${isInline ? 'inline node' : `node '${nodeName}'`} is:\n${compiled}`
  }
  return {
    name: 'CompiledNode',
    code: 'Q042',
    level: 'info',
    data: { node_name: nodeName, compiled, is_inline: isInline, output_format: options.compiledAs },
    text,
    isOutput: true,
  }
}
