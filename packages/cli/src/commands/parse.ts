import { parse } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt parse` */
export const run: RunCommand = async ({ invocation, services }) => {
  await parse(invocation, services)
  return 0
}
