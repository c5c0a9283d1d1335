import { snapshot } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt snapshot` */
export const run: RunCommand = async ({ invocation, services }) => {
  const { success } = await snapshot(invocation, services)
  return success ? 0 : 1
}
