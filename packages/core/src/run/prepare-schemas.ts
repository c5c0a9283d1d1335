import { type Connection, createRelation, StatementError, TdbtError } from '@tdbt/adapter-api'
import { callValue } from '@tdbt/jinja'
import { nodeContext } from '../compile/compile-node.js'
import { nodeConfigOrigin } from '../compile/node-config-origin.js'
import { RelationValue } from '../context/relation-value.js'
import type { ManifestNode } from '../manifest/node.js'
import type { Server } from '../session/servers.js'
import { createSession } from '../session/session.js'
import { refuseLongName } from './refuse-long-name.js'
import { type RunState, serverOf } from './run-state.js'

/** A schema that is built in, with its database. */
export type BuiltSchema = readonly [database: string, schema: string]

/**
 * Reads the relations of all schemas that the nodes are built in, with one query for each server, and makes the schemas
 * that are not there.
 */
export async function prepareSchemas(
  state: RunState,
  nodes: readonly ManifestNode[],
): Promise<readonly BuiltSchema[]> {
  const owners = new Map<Server, Map<string, ManifestNode>>(state.servers.all.map((one) => [one, new Map()]))
  for (const node of nodes) {
    const known = owners.get(serverOf(state, node))
    if (node.relationName !== null && !known?.has(node.schema)) known?.set(node.schema, node)
  }
  for (const [server, ofServer] of owners) {
    if (ofServer.size > 0) await prepareServer(state, server, ofServer)
  }
  return [...owners].flatMap(([{ target }, ofServer]) =>
    [...ofServer.keys()].map((schema) => [target.database, schema] as const),
  )
}

async function prepareServer(
  state: RunState,
  server: Server,
  owners: ReadonlyMap<string, ManifestNode>,
): Promise<void> {
  const { adapter, cache } = server
  const schemas = [...owners.keys()]
  for (const schema of schemas) refuseLongName('the schema', schema, adapter.dialect)
  const connection = await adapter.acquire('prepare')
  try {
    const { introspector } = adapter
    const existing = new Set(await introspector.listSchemas(connection))
    for (const schema of schemas.filter((name) => !existing.has(name))) {
      const node = owners.get(schema) as ManifestNode
      cache.fill([schema], [])
      try {
        await createSchema(state, server, connection, node)
      } catch (error) {
        await connection.rollback()
        // `if not exists` fails where another session is just making it.
        if (!(await introspector.listSchemas(connection)).includes(schema))
          throw missingRight(state, server, node, error) ?? error
        existing.add(schema)
      }
    }
    const present = schemas.filter((name) => existing.has(name))
    if (present.length > 0) {
      cache.fill(present, await introspector.listRelations(connection, present))
    }
  } catch (error) {
    throw state.compile.wrap(error)
  } finally {
    await connection.rollback()
    await adapter.release(connection)
  }
}

async function createSchema(
  state: RunState,
  server: Server,
  connection: Connection,
  node: ManifestNode,
): Promise<void> {
  const context = nodeContext(state.compile, createSession(server, connection), node, {})
  const relation = createRelation({ database: node.database, schema: node.schema, identifier: null })
  const macro = context.get('create_schema')
  if (macro === undefined) throw new Error("the macro 'create_schema' is not there")
  await callValue(macro, [new RelationValue(relation, server.adapter.dialect)])
  await connection.commit()
}

/** The server's own words name neither the schema nor what wants it. */
function missingRight(
  state: RunState,
  { adapter, target }: Server,
  node: ManifestNode,
  error: unknown,
): TdbtError | null {
  const statement = state.compile.wrap(error)
  const cause = statement instanceof StatementError ? statement : (statement as Error).cause
  if (!(cause instanceof StatementError) || cause.code !== 'no-permission') return null
  const [schema, database] = [node.schema, node.database].map(adapter.dialect.quoteIdentifier)
  return new TdbtError(cause.code, `can't create the schema ${schema}: ${cause.message}`, {
    ...(node.config.schema === null ? target.at('schema') : nodeConfigOrigin(state.compile, node, 'schema')),
    hint: `let the owner of the database run: grant create on database ${database} to <user of the profile>;\nor: create schema ${schema} authorization <user of the profile>`,
    cause,
    sqlState: cause.sqlState,
  })
}
