import type { TdbtError } from '@tdbt/adapter-api'
import { fromJs, type Value } from '@tdbt/jinja'
import { nodeContext } from '../compile/compile-node.js'
import type { ResultStore } from '../context/runtime-context.js'
import type { TemplateContext } from '../context/scope.js'
import { varFunction } from '../context/var-function.js'
import type { NodeResult } from '../invocation/events.js'
import { dbtMacro } from '../manifest/dbt-shape.js'
import type { Macro } from '../manifest/macro.js'
import type { ManifestNode } from '../manifest/node.js'
import { parseInline } from '../parse/parse-inline.js'
import { noFile } from '../project/shown-path.js'
import { createSession, type Session } from '../session/session.js'
import { isInterruption, rolledBack } from './interruption.js'
import { nodeLabel } from './node-label.js'
import { notRun } from './not-run.js'
import { commentRenderer, queryComment } from './query-comment.js'
import type { RunState } from './run-state.js'
import { createStopwatch } from './stopwatch.js'
import { asUserError } from './user-error.js'

/** A macro that is called from the command line. */
export interface Operation {
  readonly macro: Macro
  /** The package whose macros its text finds first: the one that was named, else the root project (dbt's rule). */
  readonly packageName: string
  readonly args: Readonly<Record<string, unknown>>
}

export interface OperationOutcome {
  readonly result: NodeResult
  readonly error: TdbtError | null
}

/**
 * Calls a macro as dbt's run-operation does: each of its statements is a transaction of its own, unless it opens one
 * itself; one that it leaves open is rolled back.
 * @returns its result, and what went wrong, which dbt does not put into the result.
 */
export async function runOperation(state: RunState, operation: Operation): Promise<OperationOutcome> {
  const { invocation, project } = state.compile
  const { macro, args } = operation
  const server = state.servers.home
  const node = operationNode(state, operation)
  const watch = createStopwatch(invocation.now)
  const finish = (outcome: Partial<NodeResult> & Pick<NodeResult, 'status'>): NodeResult => ({
    ...notRun(nodeLabel(node), outcome.status),
    ...outcome,
    executionTime: watch.seconds(),
    timing: watch.timing,
  })
  await watch.timed('compile', () => Promise.resolve())
  const connection = await server.adapter.acquire(`macro_${macro.name}`)
  try {
    const contextOf = (session: Session): TemplateContext => {
      const results: ResultStore = new Map()
      const context = nodeContext(state.compile, session, node, { results, ephemerals: null })
      context.set('model', fromJs(dbtMacro(macro)))
      const vars = state.compile.varsFor(macro.packageName)
      const render = (text: string) => state.compile.parsed.environment.parse(text, noFile).render(context)
      context.set('var', varFunction(vars, true, macro.name, render))
      return context
    }
    const subject = { connection_name: `macro_${macro.name}` }
    const unsaid = () => contextOf(createSession(server, connection))
    const comment = queryComment(
      project,
      subject,
      commentRenderer(state.compile.parsed.environment, unsaid, subject),
    )
    const session = createSession(server, connection, comment, { autocommits: true })
    const named = new Map<string, Value>(Object.entries(args).map(([name, value]) => [name, fromJs(value)]))
    await watch.timed('execute', async () => {
      try {
        await contextOf(session).callable(macro).call({ positional: [], named })
      } finally {
        // What was sent before an error counts, and an error in it came first.
        await connection.flush()
      }
    })
    return { result: finish({ status: 'success', failures: 0 }), error: null }
  } catch (error) {
    if (isInterruption(invocation.signal, error))
      return { result: finish({ status: 'skipped', interrupted: rolledBack }), error: null }
    const shown = await asUserError(state, node, undefined, error)
    return { result: finish({ status: 'error', failures: 1 }), error: shown }
  } finally {
    await connection.rollback()
    await server.adapter.release(connection)
  }
}

/** The node that dbt makes of an operation, for its result and for the names that a macro sees. */
function operationNode({ compile }: RunState, { macro, packageName }: Operation): ManifestNode {
  const { invocation, parsed, project } = compile
  const { place } = macro.definition
  return {
    ...parseInline(invocation, project, parsed, parsed.dialect, ''),
    uniqueId: macro.uniqueId,
    resourceType: 'operation',
    name: macro.name,
    alias: macro.name,
    packageName,
    fqn: macro.uniqueId.split('.'),
    path: macro.path,
    originalFilePath: macro.originalFilePath,
    shownPath: macro.definition.file,
    origin: { line: place.line, column: place.column, offset: 0 },
  }
}
