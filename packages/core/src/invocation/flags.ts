import type { WarnErrorOptions } from './warning-names.js'

/** What a command was asked to do: dbt's flags under their names. Made once by the command line and never changed. */
export interface Flags {
  /** The command: `run`, `build`, `ls` (dbt's `flags.WHICH`). */
  readonly which: string
  readonly projectDir: string
  readonly profilesDir?: string
  readonly profile?: string
  readonly target?: string
  readonly targetPath?: string
  readonly threads?: number
  readonly vars: Readonly<Record<string, unknown>>
  readonly select: readonly string[]
  readonly exclude: readonly string[]
  readonly selector?: string
  readonly resourceTypes: readonly string[]
  readonly excludeResourceTypes: readonly string[]
  readonly indirectSelection: IndirectSelection
  readonly fullRefresh: boolean
  readonly failFast: boolean
  /** Whether hooks of on-run-start and on-run-end run with the nodes. */
  readonly runHooks: boolean
  readonly storeFailures: boolean
  readonly empty: boolean
  readonly warnError: boolean
  readonly warnErrorOptions: WarnErrorOptions
  readonly showAllDeprecations: boolean
  readonly writeJson: boolean
  /** Whether projects and packages must be for the version of dbt that is followed. */
  readonly versionCheck: boolean
  /** Of `run-operation`: the macro's name as it was given, and the macro's arguments. */
  readonly operation?: { readonly macro: string; readonly args: Readonly<Record<string, unknown>> }
  /** The words of the command line, as dbt records them in run_results.json. */
  readonly invocationCommand: string
}

/** How tests of a selected node are selected (dbt's `--indirect-selection`). */
export type IndirectSelection = 'eager' | 'cautious' | 'buildable' | 'empty'
