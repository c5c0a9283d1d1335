import { type HookTime, runHooksAlone } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'
import { UsageError } from '../command-line/usage-error.js'

/** `tdbt run-hooks` */
export const run: RunCommand = async ({ invocation, services, flags, word }) => {
  const when = word as HookTime
  const results = flags.list('results')
  if (when === 'on-run-start' && results.length > 0) {
    throw new UsageError(
      'option-unknown',
      '--results belongs to on-run-end: before a run there are no results that its hooks could see.',
      'run-hooks',
    )
  }
  const { success } = await runHooksAlone(invocation, services, { when, results })
  return success ? 0 : 1
}
