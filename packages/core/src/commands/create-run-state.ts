import type { Adapter } from '@tdbt/adapter-api'
import { createCompileState } from '../compile/compile-state.js'
import type { Invocation } from '../invocation/invocation.js'
import type { RunState } from '../run/run-state.js'
import { createRelationCache } from '../session/relation-cache.js'
import type { Loaded } from './load.js'
import type { Services } from './services.js'

/** @param selected the unique ids that templates see as `selected_resources`. */
export function createRunState(
  invocation: Invocation,
  services: Services,
  loaded: Loaded,
  selected: readonly string[],
  adapter: Adapter,
): RunState {
  return {
    compile: createCompileState(invocation, loaded.project, loaded.parsed, selected),
    adapter,
    cache: createRelationCache(),
    ingestedTables: () => services.ingestedTables(loaded.project.root.root),
    writeFile: (path, text) => loaded.files.write(path, text),
  }
}
