import { TdbtError } from '@tdbt/adapter-api'
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

/** The server turned down a connection without TLS. */
export function isWantOfTls(error: unknown): boolean {
  return codeOf(error) === sqlStates.invalidAuthorization
}

/** Why no session could be opened, and what to do about it. */
export function connectionError(
  cause: unknown,
  { address, credentials }: { address: string; credentials: PostgresCredentials },
): TdbtError {
  if (cause instanceof TdbtError) return cause
  const code = codeOf(cause)
  const reason = cause instanceof Error ? messageOf(cause) : String(cause)
  const user = credentials.user ?? process.env.PGUSER ?? process.env.USER ?? ''
  const database = credentials.database ?? process.env.PGDATABASE ?? user
  const fail = (message: string, hint: string) =>
    new TdbtError('Connection', message, {
      hint,
      cause,
      ...(code !== undefined && /^[0-9A-Z]{5}$/.test(code) && { sqlState: code }),
    })
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
      return fail(
        `No Postgres server answers at ${address}`,
        'Check host and port of the profile, and that the server runs and takes connections there.',
      )
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail(`The host of ${address} is not known`, 'Check host in the profile, and the name service.')
    case 'EACCES':
      return fail(`The socket ${address} may not be used by this account`, 'Check the rights of its folder.')
    case sqlStates.invalidPassword:
      return fail(
        `The server at ${address} does not accept the password of user "${user}"`,
        'Check user and password of the profile (or PGPASSWORD, or the password file).',
      )
    case sqlStates.invalidAuthorization:
      return fail(
        `The server at ${address} does not let user "${user}" in: ${reason}`,
        'Check user and sslmode of the profile, and pg_hba.conf of the server.',
      )
    case sqlStates.unknownDatabase:
      return fail(
        `There is no database "${database}" on the server at ${address}`,
        `Check dbname of the profile, or create it: createdb ${database}`,
      )
    case sqlStates.tooManyConnections:
      return fail(
        `The server at ${address} has no connection left: ${reason}`,
        'Lower threads of the profile, or raise max_connections of the server.',
      )
  }
  if (/timeout expired/.test(reason)) {
    return fail(
      `The server at ${address} did not answer within ${credentials.connectTimeout} s`,
      'Check host and port of the profile and firewalls between, or raise connect_timeout.',
    )
  }
  if (isRefusalOfTls(cause)) {
    return fail(
      `The server at ${address} has no TLS, which sslmode: ${credentials.sslMode ?? process.env.PGSSLMODE} asks for`,
      'Use sslmode: prefer, or set up TLS on the server.',
    )
  }
  return fail(`Can't connect to the server at ${address}: ${reason}`, 'Check the profile with: tdbt debug')
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
