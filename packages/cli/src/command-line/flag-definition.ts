/** A flag of the command line. Names, environment variables and defaults are dbt's wherever dbt has the flag. */
export interface FlagDefinition {
  /** Without its dashes: `full-refresh`. */
  readonly name: string
  readonly aliases?: readonly string[]
  readonly kind: 'boolean' | 'text' | 'integer' | 'list' | 'choice'
  readonly choices?: readonly string[]
  /** What it does; where nobody gives it and there is no `default`, what happens then. */
  readonly describe: string
  /** The value where nobody gives one. */
  readonly default?: string | boolean | number
  /** Whether DBT_ENGINE_<NAME> and DBT_<NAME> are read, the former first. */
  readonly env?: true
  /** Commands that have it; all of them where it is left out, and then it may stand before the command too. */
  readonly commands?: readonly string[]
  /** Hidden from --help. */
  readonly hidden?: true
  /**
   * `nothing`: accepted, since there is nothing in tdbt that it could change. `missing`: a flag of dbt's that is not
   * there yet; asking for it is an error.
   */
  readonly does?: 'nothing' | 'missing'
  /** A value that asks for what happens anyway, so that even a missing flag may have it. */
  readonly harmless?: string | boolean
}

/** A value as the command line has it: a list for flags of many values, the last one given for others. */
export type GivenValue = string | boolean | readonly string[]

/** DBT_FULL_REFRESH without its prefix. */
export function envName(flag: FlagDefinition): string {
  return flag.name.replaceAll('-', '_').toUpperCase()
}
