import { type ErrorCode, TdbtError } from '@tdbt/adapter-api'
import type { PostgresCredentials } from './credentials.js'
import { type ServerError, sqlStates } from './statement-errors.js'

const transientSystemErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'ENOENT',
])
const transientStates = new Set<string>([sqlStates.cannotConnectNow, sqlStates.tooManyConnections])

/** Whether trying again soon may help: a server that is starting, restarting or full. */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && (transientSystemErrors.has(code) || transientStates.has(code))
}

/** The server has no TLS, though it was asked for. */
export function isRefusalOfTls(error: unknown): boolean {
  return error instanceof Error && /does not support SSL|error establishing an SSL/.test(error.message)
}

/** The server lets nobody in this way, with or without TLS; it may the other way. */
export function isRefusalOfWay(error: unknown): boolean {
  return codeOf(error) === sqlStates.invalidAuthorization
}

/** No encryption came about, though the server could be reached and said nothing against it. */
export function isFailureOfTls(error: unknown): boolean {
  if (isRefusalOfTls(error)) return true
  const { code = '', syscall } = error as NodeJS.ErrnoException
  // What reaches a socket at all fails with a code of TLS or OpenSSL, or is hung up on in the middle.
  return (
    syscall === undefined && /^(ERR_|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO|ECONNRESET)/.test(code)
  )
}

/** Why no session could be opened, and what to do about it. */
export function connectionError(
  cause: unknown,
  { address, credentials }: { address: string; credentials: PostgresCredentials },
): TdbtError {
  if (cause instanceof TdbtError) return cause
  const state = codeOf(cause)
  const reason = cause instanceof Error ? messageOf(cause) : String(cause)
  const { user, database, sslMode } = credentials
  const fail = (code: ErrorCode, key: string, message: string, hint?: string) =>
    new TdbtError(code, message, {
      ...credentials.at(key),
      hint,
      cause,
      ...(state !== undefined && /^[0-9A-Z]{5}$/.test(state) && { sqlState: state }),
    })
  switch (state) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return fail('server-down', 'host', `No Postgres server answers at ${address}`)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail('host-unknown', 'host', `The host of ${address} is not known`)
    case 'EACCES':
      return fail('socket-forbidden', 'host', `The socket ${address} may not be used by this account`)
    case sqlStates.invalidPassword:
      return fail(
        'wrong-password',
        'user',
        `The server at ${address} does not accept the password of user "${user}"`,
        `Check user and password: the password is from ${passwordOrigin(credentials)}.`,
      )
    case sqlStates.invalidAuthorization:
      return fail(
        'login-refused',
        'user',
        `The server at ${address} does not let user "${user}" in: ${reason}`,
      )
    case sqlStates.unknownDatabase:
      return fail(
        'database-not-found',
        'dbname',
        `There is no database "${database}" on the server at ${address}`,
        `Check dbname of the profile, or create it: createdb ${database}`,
      )
    case sqlStates.tooManyConnections:
      return fail(
        'connections-exhausted',
        'threads',
        `The server at ${address} has no connection left: ${reason}`,
      )
  }
  if (/timeout expired/.test(reason)) {
    return fail(
      'connect-timeout',
      'host',
      `The server at ${address} did not answer within ${credentials.connectTimeout} s`,
    )
  }
  if (isRefusalOfTls(cause)) {
    return fail(
      'tls-not-offered',
      'sslmode',
      `The server at ${address} has no TLS, which sslmode: ${sslMode} asks for`,
    )
  }
  return fail('connect-failed', 'host', `Can't connect to the server at ${address}: ${reason}`)
}

function passwordOrigin({ settings }: PostgresCredentials): string | undefined {
  return settings.find(({ name }) => name === 'password')?.origin
}

function codeOf(error: unknown): string | undefined {
  const code = (error as ServerError | undefined)?.code
  if (typeof code === 'string') return code
  // A name with several addresses fails with all their errors.
  return error instanceof AggregateError ? codeOf(error.errors[0]) : undefined
}

function messageOf(error: Error): string {
  return error instanceof AggregateError
    ? error.errors.map((each: unknown) => (each instanceof Error ? each.message : String(each))).join('; ')
    : error.message
}
