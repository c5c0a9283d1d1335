import type { Connection, Relation, SwapReport } from '@tdbt/adapter-api'
import { quoteIdentifier } from '../dialect.js'

export async function swapRelations(
  connection: Connection,
  target: Relation,
  replacement: Relation,
): Promise<SwapReport> {
  if (!connection.inTransaction) connection.begin()
  const name = (relation: Relation) =>
    [relation.schema, relation.identifier]
      .filter((part) => part !== null)
      .map(quoteIdentifier)
      .join('.')
  const kind = await connection.query(
    `select relkind from pg_class where oid = to_regclass('${name(target).replaceAll("'", "''")}')`,
  )
  const drop = { v: 'view', m: 'materialized view' }[String(kind.rows[0]?.[0])] ?? 'table'
  connection.enqueue(`drop ${drop} if exists ${name(target)}`)
  connection.enqueue(`alter table ${name(replacement)} rename to ${quoteIdentifier(target.identifier!)}`)
  await connection.flush()
  return { recreated: [], kept: [], keptAs: null }
}

export async function dropRelation(connection: Connection, relation: Relation): Promise<Relation | null> {
  const name = [relation.schema, relation.identifier]
    .filter((part) => part !== null)
    .map(quoteIdentifier)
    .join('.')
  const kind = await connection.query(
    `select relkind from pg_class where oid = to_regclass('${name.replaceAll("'", "''")}')`,
  )
  const drop = { v: 'view', m: 'materialized view', f: 'foreign table' }[String(kind.rows[0]?.[0])] ?? 'table'
  await connection.query(`drop ${drop} if exists ${name}`)
  return null
}
