import type { TdbtError } from '@tdbt/adapter-api'
import { fromJs } from '@tdbt/jinja'
import { nodeContext } from '../compile/compile-node.js'
import type { NodeResult } from '../invocation/events.js'
import type { ManifestNode } from '../manifest/node.js'
import { createSession, withComment } from '../session/session.js'
import { nodeLabel } from './node-label.js'
import { queryComment } from './query-comment.js'
import type { RunState } from './run-state.js'
import { asUserError } from './user-error.js'

/** What on-run-end hooks can read: dbt's `results`, `schemas` and `database_schemas`. */
export interface EndNames {
  readonly results: readonly NodeResult[]
  readonly schemas: readonly string[]
}

/** Runs the hooks of on-run-start or on-run-end in their order, each rendered when its turn comes. */
export async function runHooks(
  state: RunState,
  when: 'on-run-start' | 'on-run-end',
  end: EndNames | null,
): Promise<readonly NodeResult[]> {
  const hooks = [...state.compile.parsed.manifest.nodes.values()].filter(
    (node) => node.resourceType === 'operation' && node.tags.includes(when),
  )
  const results: NodeResult[] = []
  for (const [index, hook] of hooks.entries()) {
    const statement = `${hook.packageName}.${when}.${hook.index ?? 0}`
    const { emit } = state.compile.invocation
    emit({ name: 'LogHookStart', statement, index: index + 1, total: hooks.length })
    const result = await runHook(state, hook, end)
    emit({
      name: 'LogHookEnd',
      statement,
      index: index + 1,
      total: hooks.length,
      status: result.status === 'success' ? 'OK' : 'ERROR',
      executionTime: result.executionTime,
    })
    results.push(result)
    if (result.status !== 'success') break
  }
  return results
}

async function runHook(state: RunState, hook: ManifestNode, end: EndNames | null): Promise<NodeResult> {
  const startedAt = state.compile.invocation.now()
  const connection = await state.adapter.acquire(hook.uniqueId)
  const finish = (error: TdbtError | null): NodeResult => {
    const completedAt = state.compile.invocation.now()
    return {
      node: nodeLabel(hook),
      status: error === null ? 'success' : 'error',
      message: error?.message ?? 'OK',
      failures: null,
      error,
      executionTime: (completedAt.getTime() - startedAt.getTime()) / 1000,
      threadId: 'main',
      timing: [{ name: 'execute', startedAt, completedAt }],
      adapterResponse: {},
      compiledCode: null,
      compiledPath: null,
      relationName: null,
      skippedBecause: null,
    }
  }
  try {
    const comment = queryComment(state.compile.project, hook.uniqueId, (text) => text)
    const context = nodeContext(state.compile, createSession(state, connection, comment), hook, {})
    if (end) {
      context.set('results', fromJs(end.results.map(resultShape)))
      context.set('schemas', [...end.schemas])
      const { database } = state.compile.project.target
      context.set('database_schemas', fromJs(end.schemas.map((schema) => [database, schema])))
    }
    const sql = hook.template === null ? '' : await hook.template.render(context)
    if (sql.trim() !== '') {
      connection.begin()
      connection.enqueue(withComment(sql, comment))
    }
    await connection.commit()
    return finish(null)
  } catch (error) {
    return finish(asUserError(state, hook, undefined, error))
  } finally {
    await connection.rollback()
    await state.adapter.release(connection)
  }
}

/** A result as templates see it. */
function resultShape(result: NodeResult): Record<string, unknown> {
  return {
    status: result.status,
    message: result.message,
    failures: result.failures,
    execution_time: result.executionTime,
    adapter_response: result.adapterResponse,
    thread_id: result.threadId,
    node: {
      unique_id: result.node.uniqueId,
      name: result.node.name,
      resource_type: result.node.resourceType,
      schema: result.node.schema,
      alias: result.node.alias,
      relation_name: result.relationName,
      config: { materialized: result.node.materialized },
    },
    unique_id: result.node.uniqueId,
  }
}
