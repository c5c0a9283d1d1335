import { testNodes } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt test` */
export const run: RunCommand = async ({ invocation, services }) => {
  const { success } = await testNodes(invocation, services)
  return success ? 0 : 1
}
