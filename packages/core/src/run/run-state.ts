import type { Adapter } from '@tdbt/adapter-api'
import type { CompileState } from '../compile/compile-state.js'
import type { RelationCache } from '../session/relation-cache.js'

/** What running all nodes of a command shares. */
export interface RunState {
  readonly compile: CompileState
  readonly adapter: Adapter
  readonly cache: RelationCache
  /** The tables that `tdbt ingest` loads, as `schema.table`; asked for where one is missing. */
  readonly ingestedTables: () => Promise<ReadonlySet<string>>
  /** Writes a file below the project's target folder: compiled and run SQL. */
  readonly writeFile: (path: string, text: string) => void
}
