import type { Invocation, Services } from '@tdbt/core'
import type { Reporter } from '../output/reporter.js'
import type { FlagValues } from './flag-values.js'

/** What every command gets. */
export interface CommandContext {
  readonly invocation: Invocation
  readonly services: Services
  readonly flags: FlagValues
  /** The word after the command: `start` of `server start`. */
  readonly word: string | undefined
  readonly report: Reporter
}
