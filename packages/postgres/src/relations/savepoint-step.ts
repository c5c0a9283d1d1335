import { type Connection, StatementError } from '@tdbt/adapter-api'
import { sqlStates } from '../statement-errors.js'

/**
 * Runs texts that may fail, in one message. Gives the error where they did, and then nothing of them has happened.
 * A cancel or a lost connection is thrown: they are no reason to go on in another way.
 */
export async function tryStep(
  connection: Connection,
  texts: readonly string[],
): Promise<StatementError | undefined> {
  connection.enqueue('savepoint tdbt_step')
  for (const text of texts) connection.enqueue(text)
  try {
    await connection.query('release savepoint tdbt_step')
    return undefined
  } catch (error) {
    if (!(error instanceof StatementError) || error.sqlState === sqlStates.queryCanceled) throw error
    await connection.query('rollback to savepoint tdbt_step; release savepoint tdbt_step')
    return error
  }
}
