import { generateDocs } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'

/** `tdbt docs generate` */
export const run: RunCommand = async ({ invocation, services, flags }) => {
  const { success } = await generateDocs(invocation, services, {
    compile: flags.boolean('compile'),
    emptyCatalog: flags.boolean('empty-catalog'),
  })
  return success ? 0 : 1
}
