import { createCompileState } from '../compile/compile-state.js'
import type { Invocation } from '../invocation/invocation.js'
import type { RunState } from '../run/run-state.js'
import type { Servers } from '../session/servers.js'
import type { Loaded } from './load.js'
import type { Services } from './services.js'

/** @param selected the unique ids that templates see as `selected_resources`. */
export function createRunState(
  invocation: Invocation,
  services: Services,
  loaded: Loaded,
  selected: readonly string[],
  servers: Servers,
): RunState {
  return {
    compile: createCompileState(invocation, loaded.project, loaded.parsed, selected),
    servers,
    ingestedTables: () => services.ingestedTables(loaded.project.root.root),
    writeFile: (path, text) => loaded.files.write(path, text),
  }
}
