import type { TdbtEvent } from './events.js'
import type { Flags } from './flags.js'
import type { WarningName } from './warning-names.js'

/** What every step of one command shares: flags, clock, ids, environment and where its events go. */
export interface Invocation {
  /** A UUID, dbt's `invocation_id`. */
  readonly id: string
  readonly startedAt: Date
  /** tdbt's own version. */
  readonly version: string
  readonly flags: Flags
  /** Where the command was called: relative paths and the search for profiles.yml begin here. */
  readonly workingDir: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly emit: (event: TdbtEvent) => void
  /** How often each deprecation was met so far, for the summary that ends the command. */
  readonly deprecations: Map<WarningName, number>
  /**
   * Aborted by Ctrl-C: no new node starts, running queries are cancelled on the server. Its reason is an Error whose
   * message says what interrupted the command; one that had begun nothing throws it.
   */
  readonly signal: AbortSignal
}
