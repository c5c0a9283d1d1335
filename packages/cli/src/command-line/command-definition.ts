import type { CommandContext } from './command-context.js'

/** Gives the process' exit code: 0 done, 1 something failed, 2 could not even begin (dbt's codes), 3 for
 * `ingest` where a file can't be downloaded. */
export type RunCommand = (context: CommandContext) => Promise<number>

export interface CommandDefinition {
  readonly name: string
  readonly aliases?: readonly string[]
  readonly describe: string
  /** A word after the command, and what it may be. */
  readonly action?: readonly string[]
  /** Its output is read by scripts: nothing else is printed. */
  readonly withoutBanner?: true
  /** Loaded when it is called: a command pays for what it uses. */
  readonly load: () => Promise<{ readonly run: RunCommand }>
}
