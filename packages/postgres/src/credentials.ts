import { TdbtError } from '@tdbt/adapter-api'

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof sslModes)[number]

/**
 * Where and how to connect, from the keys of a profile's output. Keys that are missing are left to the
 * environment (`PGHOST`, `PGUSER`, `PGPASSFILE`, ...). The password is kept out of enumeration, so that neither
 * a log nor an error that shows this object shows it.
 */
export interface PostgresCredentials {
  readonly host: string | undefined
  readonly port: number | undefined
  readonly user: string | undefined
  readonly password: string | undefined
  readonly database: string | undefined
  readonly role: string | undefined
  readonly searchPath: string | undefined
  readonly applicationName: string
  /** Seconds; 0 waits for ever. */
  readonly connectTimeout: number
  /** Seconds of silence before the first keepalive; 0 leaves it to the system. */
  readonly keepalivesIdle: number
  /** How often a connection that can't be made is tried again. */
  readonly retries: number
  readonly sslMode: SslMode | undefined
  readonly sslCert: string | undefined
  readonly sslKey: string | undefined
  readonly sslRootCert: string | undefined
}

/** Keys that dbt-postgres reads. Others are let through, as dbt does. */
const knownKeys = [
  ...['host', 'port', 'user', 'password', 'dbname', 'schema', 'threads', 'role', 'search_path', 'sslmode'],
  ...[
    'sslcert',
    'sslkey',
    'sslrootcert',
    'connect_timeout',
    'keepalives_idle',
    'application_name',
    'retries',
  ],
]

/** Reads the keys of a profile's output. Throws a TdbtError that names all keys that are wrong. */
export function postgresCredentials(keys: Readonly<Record<string, unknown>>): PostgresCredentials {
  const problems: string[] = []
  const text = (...names: string[]): string | undefined => {
    const given = names.filter((name) => keys[name] !== undefined && keys[name] !== null)
    if (given.length > 1) problems.push(`${given.join(' and ')} mean the same: give one of them`)
    const name = given[0]
    if (name === undefined) return undefined
    const value = keys[name]
    if (typeof value === 'string') return value
    // An unquoted YAML number (a password of digits, say) is meant as text.
    if (typeof value === 'number') return String(value)
    problems.push(`${name} must be text`)
    return undefined
  }
  const whole = (name: string, most: number): number | undefined => {
    const value = keys[name]
    if (value === undefined || value === null) return undefined
    const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value
    if (typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= most) return number
    problems.push(`${name} must be a whole number from 0 to ${most}`)
    return undefined
  }
  const sslMode = text('sslmode')
  if (sslMode !== undefined && !isSslMode(sslMode)) {
    problems.push(`sslmode must be one of ${sslModes.join(', ')}`)
  }
  const credentials: PostgresCredentials = {
    host: text('host'),
    port: whole('port', 65535),
    user: text('user'),
    password: undefined,
    database: text('dbname', 'database'),
    role: text('role'),
    searchPath: text('search_path'),
    applicationName: text('application_name') ?? 'dbt',
    connectTimeout: whole('connect_timeout', 1_000_000) ?? 10,
    keepalivesIdle: whole('keepalives_idle', 1_000_000) ?? 0,
    retries: whole('retries', 1000) ?? 1,
    sslMode: sslMode !== undefined && isSslMode(sslMode) ? sslMode : undefined,
    sslCert: text('sslcert'),
    sslKey: text('sslkey'),
    sslRootCert: text('sslrootcert'),
  }
  Object.defineProperty(credentials, 'password', { value: text('password', 'pass'), enumerable: false })
  if (problems.length > 0) {
    throw new TdbtError('target-not-valid', `The postgres profile is not valid: ${problems.join('; ')}`, {
      hint: `The keys are ${knownKeys.join(', ')}.`,
    })
  }
  return credentials
}

function isSslMode(text: string): text is SslMode {
  return (sslModes as readonly string[]).includes(text)
}
