import { runMacro } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'
import { readMapping } from '../command-line/yaml-mapping.js'

/** `tdbt run-operation` */
export const run: RunCommand = async ({ invocation, services, flags, word }) => {
  const args = readMapping('run-operation', '--args', flags.text('args'))
  const { success } = await runMacro(invocation, services, { macro: word as string, args })
  return success ? 0 : 1
}
