import { type ConnectionSetting, type KeyOrigin, TdbtErrors } from '@tdbt/adapter-api'
import { accountName, defaultHost, ifThere, libpqFiles } from './libpq-defaults.js'
import { type FoundPassword, passwordFromFile } from './password-file.js'
import { profileKeys } from './profile-keys.js'
import { findService } from './service-file.js'
import { settingReader } from './setting-reader.js'

export const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const
export type SslMode = (typeof sslModes)[number]

/**
 * Where and how to connect. The password is kept out of enumeration, so that neither a log nor an error that shows this
 * object shows it.
 */
export interface PostgresCredentials {
  /** A name, an address, or the folder of a socket. */
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string | undefined
  readonly database: string
  readonly role: string | undefined
  readonly searchPath: string | undefined
  readonly applicationName: string
  /** Seconds; 0 waits for ever. */
  readonly connectTimeout: number
  /** Seconds of silence before the first keepalive; 0 leaves it to the system. */
  readonly keepalivesIdle: number
  /** How often a connection that can't be made is tried again. */
  readonly retries: number
  readonly sslMode: SslMode
  /** A file; or `system`, for the certificates that this program trusts by itself. */
  readonly sslRootCert: string | undefined
  readonly sslCert: string | undefined
  readonly sslKey: string | undefined
  /** Where a password is looked for that nothing else gives. */
  readonly passwordFile: string
  /** For people: each value with its origin, the password without its value. */
  readonly settings: readonly ConnectionSetting[]
  /** What was left aside, and why. */
  readonly warnings: readonly string[]
  /** Where a key stands in profiles.yml, for errors about it. */
  readonly at: KeyOrigin
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the keys of a profile's output, and takes what it lacks from where libpq takes it: the service of PGSERVICE, the
 * environment, the password file, defaults.
 * @param at where a key of the profile stands.
 * @throws TdbtError, or TdbtErrors where several values are wrong
 */
export function postgresCredentials(
  keys: Readonly<Record<string, unknown>>,
  env: Environment = {},
  at: KeyOrigin = () => ({}),
): PostgresCredentials {
  const files = libpqFiles(env)
  const { text, whole, oneOf, origin, problems, wrong } = settingReader(
    keys,
    findService(env, files),
    env,
    at,
  )
  const port = whole('port', 65535) ?? profileKeys.port.default
  const host = text('host') ?? defaultHost(port)
  const user = text('user') ?? accountName()
  const database = text('dbname', 'database') ?? user
  const sslRootCert = text('sslrootcert') ?? ifThere(files.rootCertificate)
  const sslCert = text('sslcert') ?? ifThere(files.certificate)
  const sslKey = text('sslkey') ?? ifThere(files.key)
  const sslMode = oneOf('sslmode', sslModes) ?? (sslRootCert === 'system' ? 'verify-full' : 'prefer')
  const passwordFile = text('passfile') ?? files.passwords
  const given = text('password', 'pass')
  const found: FoundPassword =
    given === undefined ? passwordFromFile(passwordFile, { host, port, user, database }) : { password: given }
  const passwordOrigin = origin('password', 'pass') ?? `the password file ${passwordFile}`
  const shown = (name: string, value: string | number | undefined, alias?: string): ConnectionSetting[] =>
    value === undefined ? [] : [{ name, value: String(value), origin: origin(name, alias) ?? 'the default' }]
  const credentials = {
    ...{ host, port, user, database },
    password: undefined,
    role: text('role'),
    searchPath: text('search_path'),
    applicationName: text('application_name') ?? profileKeys.application_name.default,
    connectTimeout: whole('connect_timeout', 1_000_000) ?? profileKeys.connect_timeout.default,
    keepalivesIdle: whole('keepalives_idle', 1_000_000) ?? profileKeys.keepalives_idle.default,
    retries: whole('retries', 1000) ?? profileKeys.retries.default,
    sslMode,
    sslRootCert,
    sslCert,
    sslKey,
    passwordFile,
    settings: [
      ...shown('host', host),
      ...shown('port', port),
      ...shown('user', user),
      ...shown('dbname', database, 'database'),
      found.password === undefined
        ? { name: 'password', value: 'none', origin: 'the default' }
        : { name: 'password', value: 'hidden', origin: passwordOrigin },
      ...shown('sslmode', sslMode),
      ...shown('sslrootcert', sslRootCert),
      ...shown('sslcert', sslCert),
      ...shown('sslkey', sslKey),
    ],
    warnings: found.warning === undefined ? [] : [found.warning],
    at,
  }
  if (sslRootCert === 'system' && sslMode !== 'verify-full') {
    wrong('sslmode', 'sslrootcert: system asks for sslmode: verify-full')
  }
  if (problems.length === 1) throw problems[0]
  if (problems.length > 1) throw new TdbtErrors(problems)
  Object.defineProperty(credentials, 'password', { value: found.password, enumerable: false })
  return credentials
}
