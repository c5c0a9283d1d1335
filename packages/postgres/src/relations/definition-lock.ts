import type { Connection, Relation } from '@tdbt/adapter-api'
import { literal } from '../dialect.js'
import { qualifiedName } from './backup-names.js'

/** See RelationOperations.lockDefinition. A plan takes the locks of the query, down to the tables, and reads no rows. */
export async function lockDefinition(connection: Connection, view: Relation): Promise<void> {
  const name = qualifiedName(view)
  connection.enqueue(`explain select from ${name}`)
  const { rows } = await connection.query(`select pg_get_viewdef(${literal(name)}::regclass)`)
  connection.enqueue(`explain ${rows[0]![0]}`)
}
