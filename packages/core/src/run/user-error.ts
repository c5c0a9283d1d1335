import { type ErrorOrigin, type Place, StatementError, TdbtError } from '@tdbt/adapter-api'
import type { CompiledNode } from '../compile/compile-node.js'
import type { ManifestNode } from '../manifest/node.js'
import { missingRelationHint } from './missing-relation.js'
import { nodeOrigin } from './node-origin.js'
import type { RunState } from './run-state.js'
import { sourcePlace, statementPlace } from './source-place.js'

/** A user's error with its place in the node's file; anything else is a bug and is thrown. */
export async function asUserError(
  state: Pick<RunState, 'compile' | 'ingestedTables'>,
  node: ManifestNode,
  compiled: CompiledNode | undefined,
  error: unknown,
): Promise<TdbtError> {
  const { project, parsed } = state.compile
  const located = state.compile.wrap(error)
  if (!(located instanceof TdbtError)) throw located
  const beginning = nodeOrigin(project, parsed, node)
  const statement = located instanceof StatementError ? located : located.cause
  if (!(statement instanceof StatementError)) {
    return located.place === undefined ? placed(located, beginning) : located
  }
  // A generic test's own text is its macro's call, which nobody has written.
  const own = compiled && node.test === null ? sourcePlace(compiled, statement) : undefined
  const calls = located.calls.filter((call) => !isBuiltin(state, call.place.file))
  const place = own ?? placeOfCall(state, compiled, statement, located)
  const detail = [statement.message, statement.detail]
    .filter((part) => part !== undefined && part !== '')
    .join('\n')
  return new TdbtError(statement.code, detail, {
    ...(place === undefined ? beginning : { place, source: parsed.sourceText(place.file) }),
    statement: statementPlace(compiled, statement),
    hint:
      statement.code === 'relation-missing'
        ? ((await missingRelationHint(state, node, statement)) ?? statement.hint)
        : statement.hint,
    calls,
    cause: statement,
    sqlState: statement.sqlState,
  })
}

/** Where a template of the project sent the statement, for one that is not the node's own. */
function placeOfCall(
  state: Pick<RunState, 'compile'>,
  compiled: CompiledNode | undefined,
  statement: StatementError,
  located: TdbtError,
): Place | undefined {
  if (compiled !== undefined && statement.sql.includes(compiled.code.code)) return undefined
  return [located.place, ...located.calls.map((call) => call.place)].find(
    (place) => place !== undefined && !isBuiltin(state, place.file),
  )
}

function placed(error: TdbtError, origin: ErrorOrigin): TdbtError {
  return new TdbtError(error.code, error.message, { ...error, ...origin, cause: error })
}

/** The macros that every statement goes through say nothing of what is wrong with a model's SQL. */
function isBuiltin(state: Pick<RunState, 'compile'>, file: string): boolean {
  return state.compile.project.packages.some(
    (owner) => owner.builtin && owner.files.some((known) => known.originalFilePath === file),
  )
}
