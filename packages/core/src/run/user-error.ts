import { StatementError, TdbtError } from '@tdbt/adapter-api'
import type { CompiledNode } from '../compile/compile-node.js'
import type { ManifestNode } from '../manifest/node.js'
import type { RunState } from './run-state.js'
import { compiledPlace, sourcePlace } from './source-place.js'

/** A user's error with its place in the node's file; anything else is a bug and is thrown. */
export function asUserError(
  state: RunState,
  node: ManifestNode,
  compiled: CompiledNode | undefined,
  error: unknown,
): TdbtError {
  const located = state.compile.wrap(error)
  if (!(located instanceof TdbtError)) throw located
  const statement = located instanceof StatementError ? located : located.cause
  if (!(statement instanceof StatementError)) return located
  const place = (compiled && sourcePlace(compiled, statement)) ?? { file: node.originalFilePath }
  const detail = [statement.message, statement.detail]
    .filter((part) => part !== undefined && part !== '')
    .join('\n')
  return new TdbtError(statement.code, detail, {
    place,
    source: state.compile.parsed.sourceText(place.file),
    hint: statement.hint,
    calls: located.calls.filter((call) => !isBuiltin(state, call.place.file)),
    cause: statement,
    sqlState: statement.sqlState,
    ...(compiled && { compiledPlace: compiledPlace(compiled, statement) }),
  })
}

/** The macros that every statement goes through say nothing of what is wrong with a model's SQL. */
function isBuiltin(state: RunState, file: string): boolean {
  return state.compile.project.packages.some(
    (owner) => owner.builtin && owner.files.some((known) => known.originalFilePath === file),
  )
}
