import { runModels } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt run` */
export const run: RunCommand = async ({ invocation, services }) => {
  const { success } = await runModels(invocation, services)
  return success ? 0 : 1
}
