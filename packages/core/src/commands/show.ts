import { type ResultColumn, type ResultValue, TdbtError } from '@tdbt/adapter-api'
import { callValue, str } from '@tdbt/jinja'
import { type CompiledNode, compileNode, nodeContext } from '../compile/compile-node.js'
import { type CompileState, createCompileState } from '../compile/compile-state.js'
import type { Invocation } from '../invocation/invocation.js'
import type { ManifestNode } from '../manifest/node.js'
import { isInterruption } from '../run/interruption.js'
import { asUserError } from '../run/user-error.js'
import type { Session } from '../session/session.js'
import { addInlineNode } from './inline-node.js'
import { load } from './load.js'
import { selectNodes } from './selection.js'
import type { Services } from './services.js'
import { withSessions } from './with-servers.js'

export interface ShowOptions {
  readonly inline?: string
  /** How many rows at most; -1 for all. */
  readonly limit: number
}

export interface Shown {
  readonly nodeName: string
  readonly isInline: boolean
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly ResultValue[])[]
}

/** `tdbt show`: the first rows of a model, a test or a query, without building anything. */
export async function show(invocation: Invocation, services: Services, options: ShowOptions): Promise<Shown> {
  const project = await load(invocation, services)
  const inline = options.inline === undefined ? null : addInlineNode(invocation, project, options.inline)
  const loaded = inline?.loaded ?? project
  const ids = inline
    ? [inline.id]
    : selectNodes(invocation, loaded, { allowedTypes: ['model', 'test', 'snapshot', 'analysis', 'seed'] })
  const nodes = ids.flatMap((id) => loaded.parsed.manifest.nodes.get(id) ?? [])
  const [first, ...others] = nodes.filter((node) => nodes.length === 1 || node.resourceType !== 'test')
  if (first === undefined || others.length > 0) {
    throw new TdbtError(
      'show-one',
      first === undefined ? 'nothing to show' : `the selection names ${others.length + 1} nodes`,
      {
        hint: "name one model with --select, or give a query: tdbt show --inline 'select 1'",
      },
    )
  }
  const state = createCompileState(invocation, loaded.project, loaded.parsed, ids)
  return withSessions(invocation, services, loaded.project.target, async (servers, sessionOn) => {
    const session = await sessionOn(servers.of(loaded.parsed.residences.of(first)))
    let compiled: CompiledNode | undefined
    try {
      if (first.resourceType !== 'seed') compiled = await compileNode(state, session, first)
      const { columns, rows } = await session.connection.query(
        await showSql(state, session, first, compiled, options.limit),
      )
      return { nodeName: first.name, isInline: inline !== null, columns, rows }
    } catch (error) {
      if (isInterruption(invocation.signal, error)) throw error
      const ingestedTables = () => services.ingestedTables(loaded.project.root.root)
      // No file is written of it.
      const sent = compiled && { ...compiled, code: { ...compiled.code, path: 'the compiled query' } }
      throw await asUserError({ compile: state, ingestedTables }, first, sent, error)
    }
  })
}

/** What dbt's macro get_show_sql makes of the compiled query: with the SQL header before it, and the limit behind. */
async function showSql(
  state: CompileState,
  session: Session,
  node: ManifestNode,
  compiled: CompiledNode | undefined,
  limit: number,
): Promise<string> {
  const sql = compiled?.code.code ?? `select * from ${node.relationName}`
  const context = nodeContext(state, session, node, {})
  const macro = context.macro('get_show_sql')
  if (macro === undefined) return sql
  const header = node.config.sql_header
  return str(
    await callValue(context.callable(macro), [
      sql,
      typeof header === 'string' ? header : null,
      limit < 0 ? null : limit,
    ]),
  )
}
