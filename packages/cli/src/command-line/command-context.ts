import type { Invocation, Services } from '@tdbt/core'
import type { Reporter } from '../output/reporter.js'
import type { FlagValues } from './flag-values.js'

/** What every command gets. */
export interface CommandContext {
  readonly invocation: Invocation
  readonly services: Services
  readonly flags: FlagValues
  /** `start` of `server start`. */
  readonly action: string | undefined
  readonly report: Reporter
}
