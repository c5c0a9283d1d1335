import { StatementError, TdbtError } from '@tdbt/adapter-api'

/** What an interrupt leaves of a node that had committed before, or that builds no relation. */
export const rolledBack = 'what it had committed stays, the rest was rolled back'

/** Whether a failure is what a cancel made of a statement, or of a session that was being opened. */
export function isInterruption(stop: AbortSignal, error: unknown): boolean {
  return stop.aborted && (isRejection(error) || (error instanceof TdbtError && error.code === 'interrupted'))
}

/** Whether the database would not do a statement. */
export function isRejection(error: unknown): boolean {
  return error instanceof TdbtError && (error.kind === 'Database' || error.cause instanceof StatementError)
}
