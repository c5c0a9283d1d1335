import { list, warn } from '@tdbt/core'
import { checkOutput } from '../command-line/check-output.js'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt ls` */
export const run: RunCommand = async ({ invocation, services, flags, report }) => {
  const output = checkOutput('ls', flags, ['selector', 'name', 'path', 'json'])
  const lines = await list(invocation, services, {
    output,
    outputKeys: flags.list('output-keys').flatMap(words),
  })
  if (lines.length === 0) warn(invocation, 'NoNodesSelected', 'No nodes selected!')
  for (const line of lines) report.output(line)
  return 0
}

/** dbt takes the keys as one text too: `--output-keys 'name path'`. */
function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
