import { fileURLToPath } from 'node:url'
import type { Adapter, ConnectionSetting, Dialect, Target } from '@tdbt/adapter-api'
import type { NodeResult } from '../invocation/events.js'
import type { KnownAdapters } from '../project/profile.js'

/** What an adapter's package gives before anything is connected. */
export interface AdapterProvider {
  readonly dialect: Dialect
  /** The adapter's package of macros: `dbt_postgres` and its folder. */
  readonly macros: { readonly name: string; readonly dir: string }
  /** What it connects with; empty for a server of tdbt's own. @throws TdbtError (`Profile`) */
  settings(): readonly ConnectionSetting[]
  /** Connects. @throws TdbtError (`Connection`, `Profile`) */
  open(options: { readonly threads: number }): Promise<Adapter>
}

/** What the composition root gives to every command. */
export interface Services extends KnownAdapters {
  /** The adapter of a target, whose type is one of these. */
  adapterFor(target: Target): AdapterProvider
  /** The tables that `tdbt ingest` loads into a project's database, as `schema.table`. */
  ingestedTables(projectRoot: string): Promise<ReadonlySet<string>>
}

export interface CommandOutcome {
  /** False where a node failed or was skipped: exit code 1. */
  readonly success: boolean
  readonly results: readonly NodeResult[]
}

/** The folder of the database-neutral macros (dbt's package `dbt`). */
export const neutralMacrosDir = fileURLToPath(new URL('../../macros', import.meta.url))
