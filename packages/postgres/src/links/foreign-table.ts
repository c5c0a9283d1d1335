import { type LinkReport, type Relation, StatementError, TdbtError } from '@tdbt/adapter-api'
import { literal, quoteIdentifier } from '../dialect.js'
import { postgresIntrospector } from '../introspector.js'
import { qualifiedName, withSuffix } from '../relations/backup-names.js'
import { ensureSchema } from './ensure-schema.js'
import {
  ensureForeignServer,
  foreignServerName,
  importTables,
  reaching,
  scratchSchema,
} from './foreign-server.js'
import type { LinkTask } from './link-task.js'

/**
 * Links a relation by a foreign table of postgres_fdw. Postgres imports it, so that types and collations are the other
 * server's own; one that has the same columns stays as it is.
 */
export async function importForeignTable(task: LinkTask): Promise<Omit<LinkReport, 'by'>> {
  const { connection, relation, origin, schema, swap } = task
  const { schema: schemaName, identifier } = relation
  const report = { relation: { ...relation, type: 'foreign' }, rows: null } as const
  const changed = await ensureForeignServer(connection, origin, schema)
  if (await isCurrent(task)) return { ...report, changed }
  const scratch = scratchSchema()
  const table: Relation = { ...relation, identifier: withSuffix(identifier ?? '', '__dbt_tmp') }
  await ensureSchema(connection, schemaName ?? '')
  await connection.query(`create schema ${quoteIdentifier(scratch)}`)
  const imported = { from: schemaName ?? '', table: identifier ?? '', into: quoteIdentifier(scratch) }
  await reaching(origin, schema, () => importTables(connection, schema, imported)).catch((error: unknown) => {
    throw withTypeHint(error)
  })
  const name = `${quoteIdentifier(scratch)}.${quoteIdentifier(identifier ?? '')}`
  const moved = `${quoteIdentifier(scratch)}.${quoteIdentifier(table.identifier ?? '')}`
  connection.enqueue(`alter foreign table ${name} rename to ${quoteIdentifier(table.identifier ?? '')}`)
  connection.enqueue(`alter foreign table ${moved} set schema ${quoteIdentifier(schemaName ?? '')}`)
  connection.enqueue(`drop schema ${quoteIdentifier(scratch)}`)
  await swap(relation, { ...table, type: 'foreign' })
  return { ...report, changed: true }
}

/** Whether a foreign table of this server with the relation's columns is there. */
async function isCurrent({ connection, relation, columns, schema }: LinkTask): Promise<boolean> {
  const { rows } = await connection.query(`
    select s.srvname
    from pg_foreign_table t
    join pg_foreign_server s on s.oid = t.ftserver
    where t.ftrelid = to_regclass(${literal(qualifiedName(relation))})`)
  if (rows[0]?.[0] !== foreignServerName(schema)) return false
  const here = await postgresIntrospector.columns(connection, relation)
  return JSON.stringify(here) === JSON.stringify(columns)
}

/** The other server's own types have to be on this one too. */
function withTypeHint(error: unknown): unknown {
  if (!(error instanceof StatementError) || error.sqlState !== '42704') return error
  return new TdbtError(error.code, error.message, {
    hint: 'types that are not built in must be created on this server too, or be cast in the relation that is read',
    cause: error,
    sqlState: error.sqlState,
  })
}
