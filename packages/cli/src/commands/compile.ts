import { compileNodes } from '@tdbt/core'
import { checkOutput } from '../command-line/check-output.js'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt compile` */
export const run: RunCommand = async ({ invocation, services, flags }) => {
  checkOutput('compile', flags, ['text', 'json'])
  const { success } = await compileNodes(invocation, services, { inline: flags.text('inline') })
  return success ? 0 : 1
}
