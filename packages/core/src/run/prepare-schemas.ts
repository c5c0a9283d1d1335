import { type Connection, createRelation, StatementError, TdbtError } from '@tdbt/adapter-api'
import { callValue } from '@tdbt/jinja'
import { nodeContext } from '../compile/compile-node.js'
import { nodeConfigOrigin } from '../compile/node-config-origin.js'
import { RelationValue } from '../context/relation-value.js'
import type { ManifestNode } from '../manifest/node.js'
import { createSession } from '../session/session.js'
import { refuseLongName } from './refuse-long-name.js'
import type { RunState } from './run-state.js'

/**
 * Reads the relations of all schemas that the nodes are built in, with one query, and makes the schemas that are not
 * there.
 */
export async function prepareSchemas(
  state: RunState,
  nodes: readonly ManifestNode[],
): Promise<readonly string[]> {
  const owners = new Map<string, ManifestNode>()
  for (const node of nodes) {
    if (node.relationName !== null && !owners.has(node.schema)) owners.set(node.schema, node)
  }
  const schemas = [...owners.keys()]
  if (schemas.length === 0) return schemas
  for (const schema of schemas) refuseLongName('the schema', schema, state.adapter.dialect)
  const connection = await state.adapter.acquire('prepare')
  try {
    const { introspector } = state.adapter
    const existing = new Set(await introspector.listSchemas(connection))
    for (const schema of schemas.filter((name) => !existing.has(name))) {
      const node = owners.get(schema) as ManifestNode
      state.cache.fill([schema], [])
      try {
        await createSchema(state, connection, node)
      } catch (error) {
        await connection.rollback()
        // `if not exists` fails where another session is just making it.
        if (!(await introspector.listSchemas(connection)).includes(schema))
          throw missingRight(state, node, error) ?? error
        existing.add(schema)
      }
    }
    const present = schemas.filter((name) => existing.has(name))
    if (present.length > 0) {
      state.cache.fill(present, await introspector.listRelations(connection, present))
    }
    return schemas
  } catch (error) {
    throw state.compile.wrap(error)
  } finally {
    await connection.rollback()
    await state.adapter.release(connection)
  }
}

async function createSchema(state: RunState, connection: Connection, node: ManifestNode): Promise<void> {
  const context = nodeContext(state.compile, createSession(state, connection), node, {})
  const relation = createRelation({ database: node.database, schema: node.schema, identifier: null })
  const macro = context.get('create_schema')
  if (macro === undefined) throw new Error("the macro 'create_schema' is not there")
  await callValue(macro, [new RelationValue(relation, state.adapter.dialect)])
  await connection.commit()
}

/** The server's own words name neither the schema nor what wants it. */
function missingRight(state: RunState, node: ManifestNode, error: unknown): TdbtError | null {
  const statement = state.compile.wrap(error)
  const cause = statement instanceof StatementError ? statement : (statement as Error).cause
  if (!(cause instanceof StatementError) || cause.code !== 'no-permission') return null
  const [schema, database] = [node.schema, node.database].map(state.adapter.dialect.quoteIdentifier)
  return new TdbtError(cause.code, `can't create the schema ${schema}: ${cause.message}`, {
    ...(node.config.schema === null
      ? state.compile.project.target.at('schema')
      : nodeConfigOrigin(state.compile, node, 'schema')),
    hint: `let the owner of the database run: grant create on database ${database} to <user of the profile>;\nor: create schema ${schema} authorization <user of the profile>`,
    cause,
    sqlState: cause.sqlState,
  })
}
