import { type Connection, createRelation, type Dialect, type Relation } from '@tdbt/adapter-api'
import { commentOnTable, selectTableComment } from './statements.js'

/**
 * What a raw table was loaded from. It is kept as the table's own comment: it comes and goes with the table, so it
 * can't say something of a table that is no longer there, and needs no bookkeeping beside it.
 */
export interface LoadRecord {
  /** Of the files, in their order. */
  readonly checksum: string
  /** Of what in the source's definition decides about the rows. */
  readonly definition: string
  readonly rows: number
  readonly rejected: number
  readonly bytes: number
}

const prefix = 'Loaded by tdbt ingest: '

export function writeLoadRecord(table: Relation, record: LoadRecord, dialect: Dialect): string {
  return commentOnTable(table, prefix + JSON.stringify(record), dialect)
}

/** Whether there is a table of that name. */
export async function tableExists(
  connection: Connection,
  table: { readonly schema: string; readonly table: string },
  dialect: Dialect,
): Promise<boolean> {
  const relation = createRelation({ database: null, schema: table.schema, identifier: table.table })
  const result = await connection.query(selectTableComment(relation, dialect))
  return result.rows.length > 0
}

/** The record of a table, or undefined where there is no table or another hand has loaded it. */
export async function readLoadRecord(
  connection: Connection,
  table: Relation,
  dialect: Dialect,
): Promise<LoadRecord | undefined> {
  const result = await connection.query(selectTableComment(table, dialect))
  const comment = result.rows[0]?.[0]
  if (typeof comment !== 'string' || !comment.startsWith(prefix)) return undefined
  try {
    return JSON.parse(comment.slice(prefix.length)) as LoadRecord
  } catch {
    // Somebody has written on: then nobody can say any more what the table holds, and it is loaded again.
    return undefined
  }
}
