import type { Connection } from '@tdbt/adapter-api'
import { fromJs } from '@tdbt/jinja'
import { compiledPath, nodeContext } from '../compile/compile-node.js'
import type { TemplateContext } from '../context/scope.js'
import type { HookTime, NodeResult } from '../invocation/events.js'
import { graphMember, type Manifest } from '../manifest/manifest.js'
import type { ManifestNode } from '../manifest/node.js'
import { createSession, type Session, withComment } from '../session/session.js'
import { isInterruption, rolledBack } from './interruption.js'
import { nodeLabel } from './node-label.js'
import { notRun } from './not-run.js'
import type { BuiltSchema } from './prepare-schemas.js'
import { commentRenderer, queryComment } from './query-comment.js'
import { resultValue } from './result-value.js'
import type { RunState } from './run-state.js'
import { createStopwatch } from './stopwatch.js'
import { asUserError } from './user-error.js'

/** What on-run-end hooks can read: dbt's `results`, `schemas` and `database_schemas`. */
export interface EndNames {
  readonly results: readonly NodeResult[]
  readonly schemas: readonly BuiltSchema[]
}

/** The hooks of the project and of its packages, in the order in which they run. */
export function hooksOf(manifest: Manifest, when: HookTime): readonly ManifestNode[] {
  return [...manifest.nodes.values()].filter(
    (node) => node.resourceType === 'operation' && node.tags.includes(when),
  )
}

/**
 * Runs the hooks of on-run-start or on-run-end in their order, each rendered when its turn comes. They run outside a
 * transaction, as in dbt; what follows a failed one, or an interrupt, is skipped.
 */
export async function runHooks(
  state: RunState,
  when: HookTime,
  end: EndNames | null,
): Promise<readonly NodeResult[]> {
  const hooks = hooksOf(state.compile.parsed.manifest, when)
  const { emit, signal } = state.compile.invocation
  const results: NodeResult[] = []
  for (const [at, hook] of hooks.entries()) {
    const statement = `${hook.packageName}.${when}.${at}`
    const line = { when, statement, index: at + 1, total: hooks.length }
    if (signal.aborted || results.some(({ status }) => status === 'error')) {
      results.push(notRun(nodeLabel(hook), 'skipped', { message: `${statement} skipped`, failures: 1 }))
      if (!signal.aborted) emit({ name: 'LogHookEnd', ...line, status: 'SKIP', executionTime: 0 })
      continue
    }
    emit({ name: 'LogHookStart', ...line })
    const result = await runHook(state, hook, statement, end)
    const status = result.status === 'success' ? 'OK' : 'ERROR'
    emit({ name: 'LogHookEnd', ...line, status, executionTime: result.executionTime })
    results.push(result)
  }
  return results
}

async function runHook(
  state: RunState,
  hook: ManifestNode,
  statement: string,
  end: EndNames | null,
): Promise<NodeResult> {
  const { now, signal } = state.compile.invocation
  const { adapter } = state.servers.home
  const watch = createStopwatch(now)
  const path = compiledPath(state.compile, hook, 'compiled')
  let connection: Connection | undefined
  let sql: string | null = null
  const finish = (outcome: Partial<NodeResult> & Pick<NodeResult, 'status'>): NodeResult => ({
    ...notRun(nodeLabel(hook), outcome.status),
    ...outcome,
    executionTime: watch.seconds(),
    timing: watch.timing,
    compiled: sql === null ? null : { code: sql, path, extraCtes: [], macros: [] },
  })
  try {
    const held = await adapter.acquire(hook.uniqueId)
    connection = held
    const subject = { connection_name: 'master' }
    const unsaid = () => nodeContext(state.compile, createSession(state.servers.home, held), hook, {})
    const render = commentRenderer(state.compile.parsed.environment, unsaid, subject)
    const comment = queryComment(state.compile.project, subject, render)
    const context = hookContext(state, hook, createSession(state.servers.home, held, comment), end)
    sql = await watch.timed('compile', async () => (await hook.template?.render(context)) ?? '')
    state.writeFile(path, sql)
    const text = withComment(sql, comment)
    if (sql.trim() !== '')
      state.compile.invocation.emit({ name: 'SQLQuery', connection: hook.uniqueId, sql: text })
    await watch.timed('execute', async () => {
      if (sql?.trim()) await held.query(text)
      await held.commit()
    })
    return finish({ status: 'success', message: `${statement} passed`, failures: 0 })
  } catch (error) {
    if (isInterruption(signal, error)) {
      return finish({ status: 'skipped', message: `${statement} interrupted`, interrupted: rolledBack })
    }
    const code = sql === null ? undefined : { code: sql, path, extraCtes: [], macros: [] }
    const shown = await asUserError(state, hook, code && { node: hook, code, segments: [] }, error)
    // dbt's rule: what can't be rendered at the start ends the command, where a failed statement is a result.
    if (sql === null && end === null) throw shown
    return finish({ status: 'error', message: shown.message, failures: 1, error: shown })
  } finally {
    if (connection) {
      await connection.rollback()
      await adapter.release(connection)
    }
  }
}

function hookContext(
  state: RunState,
  hook: ManifestNode,
  session: Session,
  end: EndNames | null,
): TemplateContext {
  const context = nodeContext(state.compile, session, hook, {})
  if (end) {
    const { manifest } = state.compile.parsed
    context.set(
      'results',
      end.results.map((result) => resultValue(result, graphMember(manifest, result.node.uniqueId))),
    )
    context.set('schemas', [...new Set(end.schemas.map(([, schema]) => schema))])
    context.set('database_schemas', fromJs(end.schemas))
  }
  return context
}
