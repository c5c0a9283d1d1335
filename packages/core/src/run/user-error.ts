import { StatementError, TdbtError } from '@tdbt/adapter-api'
import type { CompiledNode } from '../compile/compile-node.js'
import { withoutEphemeral } from '../compile/ephemeral-error.js'
import type { Hook, ManifestNode } from '../manifest/node.js'
import { hookOrigin, hooksOf } from '../parse/hook-origin.js'
import { placedAt } from '../parse/template-error.js'
import { isBuiltin } from '../project/shown-path.js'
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
  const { parsed } = state.compile
  const located = state.compile.wrap(withoutEphemeral(error))
  if (!(located instanceof TdbtError)) throw located
  const beginning = nodeOrigin(parsed, node)
  const statement = located instanceof StatementError ? located : located.cause
  if (!(statement instanceof StatementError)) return placedAt(located, beginning)
  // A generic test's own text is its macro's call, which nobody has written.
  const own = compiled && node.test === null ? sourcePlace(compiled, statement) : undefined
  // The macros that every statement goes through say nothing of what is wrong with a model's SQL.
  const calls = located.calls.filter(({ place: at }) => at !== undefined && !isBuiltin(at.file))
  // Where a template of the project sent the statement, for one that is not the node's own.
  const code = compiled?.code.code ?? ''
  const isOwn = code !== '' && statement.sql.includes(code)
  const place = own ?? (isOwn ? undefined : located.place)
  const detail = [statement.message, statement.detail]
    .filter((part) => part !== undefined && part !== '')
    .join('\n')
  const shown = new TdbtError(statement.code, detail, {
    place,
    source: place && parsed.sourceText(place.file),
    statement: statementPlace(compiled, statement),
    hint:
      statement.code === 'relation-missing'
        ? ((await missingRelationHint(state, node, statement)) ?? statement.hint)
        : statement.hint,
    calls,
    cause: statement,
    sqlState: statement.sqlState,
  })
  const isFailed = (hook: Hook): boolean => {
    const text = (state.compile.renderedHooks.get(hook) ?? hook.sql).trim()
    return text !== '' && statement.sql.includes(text)
  }
  const hook = isOwn ? undefined : hooksOf(node.config).find(isFailed)
  return placedAt(shown, (hook && hookOrigin(state.compile, node, hook)) ?? beginning)
}
