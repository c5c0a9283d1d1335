import { buildAll } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt build` */
export const run: RunCommand = async ({ invocation, services }) => {
  const { success } = await buildAll(invocation, services)
  return success ? 0 : 1
}
