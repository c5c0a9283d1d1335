/** dbt or tdbt, as the harness calls them. */
export interface Program {
  readonly name: 'dbt' | 'tdbt'
  /** Runs one command in a project's folder. */
  run(args: readonly string[], folder: string, env: Environment): Promise<Outcome>
  end(): Promise<void>
}

export type Environment = Readonly<Record<string, string>>

export interface Outcome {
  readonly code: number
  /** Standard output and standard error as they came. */
  readonly output: string
}

/** What both programs get of the caller's environment: no setting of theirs, of Postgres' or of Python's. */
export function cleanEnvironment(): Environment {
  const foreign = /^(DBT_|TDBT_|PG|PYTHON|NODE_|npm_|VIRTUAL_ENV|FORCE_COLOR)/
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  const quiet = {
    NO_COLOR: '1',
    PYTHONWARNINGS: 'ignore',
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
    DBT_USE_COLORS: 'false',
  }
  return { ...Object.fromEntries(kept as [string, string][]), ...quiet }
}
