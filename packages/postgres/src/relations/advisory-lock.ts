import { createHash } from 'node:crypto'
import { type Connection, type PathParts, relationKey } from '@tdbt/adapter-api'

/**
 * Serialises the runs that build `relation`. In a transaction the lock is the transaction's: it travels with the
 * queue, and the release has nothing left to do, so that it costs no message. Outside of one it is the session's,
 * and waited for.
 */
export async function lockRelation(
  connection: Connection,
  relation: PathParts<string | null>,
): Promise<() => Promise<void>> {
  const key = lockKey(relation)
  if (connection.inTransaction) {
    connection.enqueue(`select pg_advisory_xact_lock(${key})`)
    return async () => {}
  }
  await connection.query(`select pg_advisory_lock(${key})`)
  return async () => {
    await connection.query(`select pg_advisory_unlock(${key})`)
  }
}

/** Postgres' advisory locks are numbers of 64 bits; those of two relations differ but by a rare chance. */
function lockKey(relation: PathParts<string | null>): bigint {
  return createHash('sha256').update(relationKey(relation)).digest().readBigInt64BE(0)
}
