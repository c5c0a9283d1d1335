import type { CommandContext } from './command-context.js'

/** Gives the process' exit code. */
export type RunCommand = (context: CommandContext) => Promise<number>

export type ExitCodes = Readonly<Record<number, string>>

/** What a process' exit code says (dbt's codes). */
export const exitCodes: ExitCodes = {
  0: 'it was done; warnings do not count',
  1: 'something failed or was skipped',
  2: 'it could not begin: the command line, the project or the profile is wrong, or the database is out of reach; or an interrupt stopped it',
}

export interface WordDefinition {
  readonly name: string
  readonly describe?: string
  /** What it may be; anything where this is left out. */
  readonly choices?: readonly string[]
  readonly optional?: true
  /** It names the folder that the command works in. */
  readonly isFolder?: true
}

export interface CommandDefinition {
  readonly name: string
  readonly aliases?: readonly string[]
  /** One line, for the list of commands. */
  readonly describe: string
  /** What else one must know: what it reads, writes and leaves alone. Shown by its --help. */
  readonly details: string
  /** Codes that no other command has. */
  readonly exitCodes?: ExitCodes
  /** A word after the command. */
  readonly word?: WordDefinition
  /** Its output is read by scripts: nothing else is printed. */
  readonly withoutBanner?: true
  /** Loaded when it is called: a command pays for what it uses. */
  readonly load: () => Promise<{ readonly run: RunCommand }>
}
