import { nearest, type Relation, TdbtError } from '@tdbt/adapter-api'
import { callValue, Dict, type Value } from '@tdbt/jinja'
import { type CompiledNode, compiledPath, compileNode, nodeContext } from '../compile/compile-node.js'
import { EphemeralError, ephemeralMessage, withoutEphemeral } from '../compile/ephemeral-error.js'
import { nodeConfigOrigin } from '../compile/node-config-origin.js'
import { AgateTable } from '../context/agate-table.js'
import { RelationValue } from '../context/relation-value.js'
import type { ResultStore } from '../context/runtime-context.js'
import { PendingResponse, StatementResponse } from '../context/statement-response.js'
import type { NodeResult } from '../invocation/events.js'
import { warn } from '../invocation/warn.js'
import { findMaterialization } from '../manifest/macro-registry.js'
import type { ManifestNode } from '../manifest/node.js'
import type { Server } from '../session/servers.js'
import { createSession, type Session } from '../session/session.js'
import { isInterruption, isRejection, rolledBack } from './interruption.js'
import { linkBuilt } from './link-relation.js'
import { nodeLabel } from './node-label.js'
import { notRun } from './not-run.js'
import { commentRenderer, queryComment } from './query-comment.js'
import { refuseLongName } from './refuse-long-name.js'
import { type RunState, serverOf } from './run-state.js'
import { readSeed } from './seed-file.js'
import { createStopwatch } from './stopwatch.js'
import { testOutcome } from './test-outcome.js'
import { asUserError } from './user-error.js'

/**
 * Compiles and runs one node in a session of its own. Every user's error becomes its result; bugs are thrown.
 * @param stop aborted when what runs is cancelled on the server.
 */
export async function runNode(
  state: RunState,
  node: ManifestNode,
  threadId: string,
  stop: AbortSignal,
): Promise<NodeResult> {
  const watch = createStopwatch(state.compile.invocation.now)
  // What fails on the way may have changed what the cache has.
  const server = serverOf(state, node)
  const isThere = server.cache.find(node.schema, node.alias) !== null
  let session: Session | undefined
  let compiled: CompiledNode | undefined
  let buildPath: string | null = null
  const write = (payload: string): void => {
    buildPath = compiledPath(state.compile, node, 'run')
    state.writeFile(buildPath, payload)
  }
  const attempt = async (held: Session): Promise<Outcome> => {
    const done = await watch.timed('compile', () => compileAndWrite(state, held, node))
    compiled = done
    return watch.timed('execute', async () => {
      const outcome = await materialize(state, held, done, write)
      await linkBuilt(state, node)
      return outcome
    })
  }
  const finish = (
    outcome: Outcome & Pick<Partial<NodeResult>, 'interrupted' | 'failedEphemeral'>,
  ): NodeResult => ({
    ...notRun(nodeLabel(node), outcome.status),
    executionTime: watch.seconds(),
    threadId,
    timing: watch.timing,
    compiled: node.resourceType === 'seed' ? null : (compiled?.code ?? null),
    buildPath,
    relationName: node.relationName,
    ...outcome,
  })
  try {
    session = await openSession(state, server, node, threadId)
    for (let tries = 1; ; tries += 1) {
      const known = server.cache.find(node.schema, node.alias)
      try {
        return finish(await attempt(session))
      } catch (error) {
        if (stop.aborted || tries === maximumTries || !(await isWorthAnotherTry(session, node, known, error)))
          throw error
        watch.restart()
      }
    }
  } catch (error) {
    if (isInterruption(stop, withoutEphemeral(error))) {
      const left = whatIsLeft(node, isThere, session)
      return finish({ ...cancelled, message: `interrupted: ${left}`, interrupted: left })
    }
    const shown = await asUserError(state, node, compiled, error)
    const failed = { failures: null, error: shown, adapterResponse: {} }
    if (!(error instanceof EphemeralError))
      return finish({ ...failed, status: 'error', message: shown.message })
    const failedEphemeral = error.ephemeral.uniqueId
    const message = ephemeralMessage(node.uniqueId, failedEphemeral)
    return finish({ ...failed, status: 'skipped', message, failedEphemeral })
  } finally {
    if (session) {
      // What is still open belongs to a node that failed, or to a test: nothing of it stays.
      await session.connection.rollback()
      await server.adapter.release(session.connection)
    }
  }
}

const cancelled = {
  status: 'skipped',
  failures: null,
  error: null,
  adapterResponse: {},
} as const satisfies Partial<Outcome>

function whatIsLeft(
  { relationName, resourceType }: ManifestNode,
  isThere: boolean,
  session: Session | undefined,
): string {
  if (relationName === null) return resourceType === 'test' ? 'not checked' : rolledBack
  if (session !== undefined && session.commits > 0) return rolledBack
  return isThere ? `${relationName} is as it was` : `${relationName} was not created`
}

/** Runs of one project at once can be each other's deadlock more than once. */
const maximumTries = 4

/**
 * Whether a failure comes from another process: it has made, dropped or turned the node's relation since the cache
 * was filled, or the database chose this transaction to end a deadlock (SQLSTATE class 40, whose transactions the SQL
 * standard has begun anew). The cache then has what is there now, and nothing of the try is left.
 */
async function isWorthAnotherTry(
  session: Session,
  node: ManifestNode,
  known: Relation | null,
  error: unknown,
): Promise<boolean> {
  const { adapter, cache, commits, connection } = session
  if (!isRejection(error) || commits > 0) return false
  const isVictim = error instanceof TdbtError && error.sqlState?.startsWith('40') === true
  if (!isVictim && node.relationName === null) return false
  await connection.rollback()
  cache.fill([node.schema], await adapter.introspector.listRelations(connection, [node.schema]))
  return isVictim || cache.find(node.schema, node.alias)?.type !== known?.type
}

type Outcome = Pick<NodeResult, 'status' | 'message' | 'failures' | 'error' | 'adapterResponse'>

async function openSession(
  state: RunState,
  server: Server,
  node: ManifestNode,
  threadId: string,
): Promise<Session> {
  const connection = await server.adapter.acquire(node.uniqueId)
  try {
    const subject = { node_id: node.uniqueId }
    const context = () => nodeContext(state.compile, createSession(server, connection), node, {})
    const render = commentRenderer(state.compile.parsed.environment, context, subject)
    const comment = queryComment(state.compile.project, subject, render)
    return createSession(server, connection, comment, { threadId, name: node.uniqueId })
  } catch (error) {
    await server.adapter.release(connection)
    throw error
  }
}

async function compileAndWrite(state: RunState, session: Session, node: ManifestNode): Promise<CompiledNode> {
  const compiled = await compileNode(state.compile, session, node)
  const { path, code } = compiled.code
  if (node.resourceType !== 'seed' && path !== null) state.writeFile(path, code)
  return compiled
}

async function materialize(
  state: RunState,
  session: Session,
  compiled: CompiledNode,
  write: (payload: string) => void,
): Promise<Outcome> {
  const { node, code } = compiled
  if (node.relationName !== null) refuseLongName('the relation', node.alias, session.adapter.dialect)
  const { registry } = state.compile.parsed
  const materialized = node.config.materialized
  const { project, invocation } = state.compile
  const find = (packagesOverride: boolean) =>
    findMaterialization(registry, materialized, project.target.type, { packagesOverride })
  const { flags } = project.root.config
  const allowed = flags.require_explicit_package_overrides_for_builtin_materializations === false
  const macro = find(allowed)
  if (macro && allowed && macro !== find(false)) {
    const message = `the package ${macro.packageName} replaces the built-in materialization '${materialized}'; define it in the project and call that one`
    warn(invocation, 'PackageMaterializationOverrideDeprecation', message)
  }
  if (!macro) {
    const names = [...registry.packages.values()].flatMap((macros) => [...macros.keys()])
    const known = names.flatMap((name) => /^materialization_(.*)_[a-z]+$/.exec(name)?.[1] ?? [])
    const message = `no materialization '${materialized}' was found for ${state.compile.project.target.type}`
    throw new TdbtError('materialization-not-found', message, {
      ...nodeConfigOrigin(state.compile, node, 'materialized'),
      hint: nearest(materialized, known) ?? `there are ${[...new Set(known)].sort().join(', ')}`,
    })
  }
  const results: ResultStore = new Map()
  const context = nodeContext(state.compile, session, node, {
    results,
    compiled: code,
    write,
    ...(node.resourceType === 'seed' ? { seedLoader: readSeed(state.compile, node) } : {}),
  })
  context.set('sql', code.code)
  context.set('compiled_code', code.code)
  try {
    const returned = await callValue(context.callable(macro), [])
    // Tests leave their transaction open; what a materialization queued and did not commit is told here.
    await session.connection.flush()
    remember(session, returned)
  } catch (error) {
    throw state.compile.wrap(error)
  }
  const response = await mainResponse(results)
  const adapterResponse = response ? shapeResponse(response) : {}
  if (node.resourceType === 'test') {
    return { ...testOutcome(node, mainTable(results), state.compile.invocation.flags), adapterResponse }
  }
  return {
    status: 'success',
    message: response?.message ?? 'OK',
    failures: null,
    error: null,
    adapterResponse,
  }
}

/** dbt's contract of a materialization: it returns the relations that it made. */
function remember(session: Session, returned: Value): void {
  const relations = returned instanceof Dict ? returned.get('relations') : undefined
  for (const relation of Array.isArray(relations) ? relations : []) {
    if (relation instanceof RelationValue) session.cache.add(relation.relation)
  }
}

async function mainResponse(results: ResultStore): Promise<StatementResponse | null> {
  const main = results.get('main')
  if (main === undefined) return null
  if (main.response instanceof PendingResponse) return main.response.settle()
  return main.response instanceof StatementResponse ? main.response : null
}

function mainTable(results: ResultStore): AgateTable {
  const table = results.get('main')?.table
  if (!(table instanceof AgateTable))
    throw new TdbtError('test-without-result', "the test's materialization stored no result named 'main'")
  return table
}

function shapeResponse(response: StatementResponse): NodeResult['adapterResponse'] {
  const { message, code, rowsAffected } = response
  // dbt's number where a statement has none: psycopg2 says -1.
  return { _message: message, code, rows_affected: rowsAffected ?? -1 }
}
