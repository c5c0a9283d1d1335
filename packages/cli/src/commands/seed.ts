import { seed } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt seed` */
export const run: RunCommand = async ({ invocation, services }) => {
  const { success } = await seed(invocation, services)
  return success ? 0 : 1
}
