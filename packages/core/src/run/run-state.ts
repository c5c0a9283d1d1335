import type { CompileState } from '../compile/compile-state.js'
import type { ManifestNode } from '../manifest/node.js'
import type { Server, Servers } from '../session/servers.js'

/** What running all nodes of a command shares. */
export interface RunState {
  readonly compile: CompileState
  readonly servers: Servers
  /** The tables that `tdbt ingest` loads, as `schema.table`; asked for where one is missing. */
  readonly ingestedTables: () => Promise<ReadonlySet<string>>
  /** Writes a file below the project's target folder: compiled and run SQL. */
  readonly writeFile: (path: string, text: string) => void
}

/** The server that a node runs on. */
export function serverOf({ servers, compile }: RunState, node: ManifestNode): Server {
  return servers.of(compile.parsed.residences.of(node))
}
