import { StatementError, TdbtError } from '@tdbt/adapter-api'
import { codeOfState } from './error-codes.js'

/** The fields of Postgres' ErrorResponse that pg passes on. */
export interface ServerError extends Error {
  readonly severity?: string
  readonly code?: string
  readonly detail?: string
  readonly hint?: string
  readonly position?: string
  readonly where?: string
}

export const sqlStates = {
  adminShutdown: '57P01',
  crashShutdown: '57P02',
  cannotConnectNow: '57P03',
  idleSessionTimeout: '57P05',
  queryCanceled: '57014',
  lockNotAvailable: '55P03',
  inFailedTransaction: '25P02',
  invalidTableDefinition: '42P16',
  insufficientPrivilege: '42501',
  unableToConnect: '08001',
  /** Of postgres_fdw: a user without superuser's rights needs a password. */
  prohibitedStatement: '2F003',
  invalidPassword: '28P01',
  invalidAuthorization: '28000',
  unknownDatabase: '3D000',
  tooManyConnections: '53300',
} as const

const sessionEnding: ReadonlySet<string> = new Set([
  sqlStates.adminShutdown,
  sqlStates.crashShutdown,
  sqlStates.cannotConnectNow,
  sqlStates.idleSessionTimeout,
])

export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && error.severity !== undefined
}

/** Whether a statement's error is the session's last: the server has closed it, or nobody answers any more. */
export function endsSession(error: unknown): boolean {
  return !isServerError(error) || (error.code !== undefined && sessionEnding.has(error.code))
}

/** What became of `sql`, as an error for people: rejected by the server, or the session is gone. */
export function statementError(cause: unknown, sql: string): TdbtError {
  if (cause instanceof TdbtError) return cause
  const error = cause as Error
  if (!isServerError(error) || endsSession(error)) return lostConnection(error)
  const position = error.position === undefined ? undefined : utf16Offset(sql, Number(error.position))
  const detail = [error.detail, error.where].filter((part) => part !== undefined).join('\n')
  return new StatementError(codeOfState(error.code), error.message, {
    sql,
    ...(position !== undefined && { position }),
    ...(error.code !== undefined && { sqlState: error.code }),
    ...(detail !== '' && { detail }),
    hint: error.hint ?? semicolonHint(error, sql, position),
    cause: error,
  })
}

/** Of a query that ends with a semicolon, as people are used to, and stands in the brackets of a longer statement. */
function semicolonHint({ message }: Error, sql: string, position: number | undefined): string | undefined {
  if (position === undefined || !message.endsWith('";"')) return undefined
  return /^;\s*\)/.test(sql.slice(position))
    ? "leave the ';' out: the query stands in a longer statement"
    : undefined
}

export function lostConnection(cause: Error): TdbtError {
  const code = (cause as ServerError).code
  return new TdbtError('connection-lost', `The connection to the server was lost: ${cause.message}`, {
    cause,
    ...(code !== undefined && sessionEnding.has(code) && { sqlState: code }),
  })
}

/** The same error against the text that the caller gave, of which a longer one was made to be sent. */
export function rebaseError(error: unknown, sql: string, prefixLength: number): unknown {
  if (!(error instanceof StatementError)) return error
  const position = error.position === undefined ? undefined : error.position - prefixLength
  return new StatementError(error.code, error.message, {
    sql,
    ...(position !== undefined && position >= 0 && position <= sql.length && { position }),
    ...(error.sqlState !== undefined && { sqlState: error.sqlState }),
    ...(error.detail !== undefined && { detail: error.detail }),
    hint: error.hint,
    cause: error,
  })
}

/** Postgres counts characters from 1; JavaScript's offsets count UTF-16 units from 0. */
function utf16Offset(sql: string, position: number): number {
  let offset = 0
  for (let character = 1; character < position && offset < sql.length; character++) {
    offset += sql.codePointAt(offset)! > 0xffff ? 2 : 1
  }
  return offset
}
