import type { Connection } from '@tdbt/adapter-api'
import { literal, quoteIdentifier } from '../dialect.js'
import { lockRelation } from '../relations/advisory-lock.js'

/** Makes a schema that is not there. `if not exists` alone fails where another session is just making it. */
export async function ensureSchema(connection: Connection, schema: string): Promise<void> {
  const { rows } = await connection.query(`select from pg_namespace where nspname = ${literal(schema)}`)
  if (rows.length > 0) return
  await lockRelation(connection, { database: null, schema, identifier: null })
  connection.enqueue(`create schema if not exists ${quoteIdentifier(schema)}`)
}
