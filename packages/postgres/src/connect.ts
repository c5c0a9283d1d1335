import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ConnectionOptions } from 'node:tls'
import { TdbtError } from '@tdbt/adapter-api'
import pg from 'pg'
import pgpass from 'pgpass'
import { connectionError, isRefusalOfTls, isTransient, isWantOfTls } from './connection-errors.js'
import { type PostgresCredentials, type SslMode, sslModes } from './credentials.js'
import { quoteIdentifier } from './dialect.js'

/** Opens sessions on one target. */
export interface Connector {
  open(): Promise<pg.Client>
  /** Asks the server to cancel what the session of `client` runs; done when the server has been told. */
  cancel(client: pg.Client): Promise<void>
  /** For people: `localhost:5432`, or the socket's folder. */
  readonly address: string
}

type Tls = ConnectionOptions | false

export function createConnector(credentials: PostgresCredentials): Connector {
  const host = credentials.host ?? process.env.PGHOST ?? 'localhost'
  const port = credentials.port ?? Number(process.env.PGPORT ?? 5432)
  const isSocket = host.startsWith('/')
  const address = isSocket ? `${host}/.s.PGSQL.${port}` : `${host.includes(':') ? `[${host}]` : host}:${port}`
  // libpq tries with TLS and without as the mode allows; the way that worked is kept for the run.
  let ways: readonly Tls[] | undefined

  async function open(): Promise<pg.Client> {
    ways ??= isSocket ? [false] : tlsWays(credentials)
    for (let attempt = 0; ; attempt++) {
      try {
        return await openOneWay(ways)
      } catch (error) {
        if (attempt >= credentials.retries || !isTransient(error)) {
          throw connectionError(error, { address, credentials })
        }
        // dbt's waiting times: 0, 1, 4, 9 ... seconds.
        await sleep(attempt * attempt * 1000)
      }
    }
  }

  async function openOneWay(candidates: readonly Tls[]): Promise<pg.Client> {
    for (const [index, tls] of candidates.entries()) {
      try {
        const client = await openClient(tls)
        ways = [tls]
        return client
      } catch (error) {
        const other = index + 1 < candidates.length
        if (other && (tls === false ? isWantOfTls(error) : isRefusalOfTls(error))) continue
        throw error
      }
    }
    throw new Error('no way to connect was tried')
  }

  async function openClient(tls: Tls): Promise<pg.Client> {
    const client = new pg.Client({
      host,
      port,
      user: credentials.user,
      database: credentials.database,
      password: credentials.password ?? process.env.PGPASSWORD ?? passwordFromFile,
      application_name: credentials.applicationName,
      connectionTimeoutMillis: credentials.connectTimeout * 1000,
      keepAlive: true,
      keepAliveInitialDelayMillis: credentials.keepalivesIdle * 1000,
      ssl: tls,
      pipeline: true,
      ...(credentials.searchPath && { options: `-c search_path=${escapeOption(credentials.searchPath)}` }),
    })
    // A session that breaks while nobody uses it tells so by this event alone; who uses it next finds out by
    // `isUsable`. Without a listener Node would end the process.
    client.on('error', () => {})
    try {
      await client.connect()
      await Promise.all(sessionTexts(credentials.role).map((text) => client.query(text)))
    } catch (error) {
      client.end().catch(() => {})
      throw error
    }
    return client
  }

  function cancel(client: pg.Client): Promise<void> {
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
    const tls = ways?.[0] ?? false
    return new Promise((resolve, reject) => {
      const connection = new pg.Connection({ ssl: tls === false ? false : tls }) as unknown as WireConnection
      const send = () => connection.cancel(processID, secretKey)
      connection.on('connect', () => (tls === false ? send() : connection.requestSsl()))
      connection.on('sslconnect', send)
      connection.on('error', (error: Error) => reject(connectionError(error, { address, credentials })))
      // The server closes the connection once it has passed the signal on.
      connection.on('end', () => resolve())
      if (isSocket) connection.connect(address)
      else connection.connect(port, host)
    })
  }

  return { open, cancel, address }
}

/** What the types of pg leave out of its Connection. */
interface WireConnection {
  connect(portOrPath: number | string, host?: string): void
  requestSsl(): void
  cancel(processId: number, secretKey: number): void
  on(event: string, listener: (error: Error) => void): void
}

/** The ways to try in turn, by libpq's meaning of each mode. */
function tlsWays(credentials: PostgresCredentials): readonly Tls[] {
  const mode = credentials.sslMode ?? modeFromEnvironment()
  if (mode === 'disable') return [false]
  const defaultRoot = join(homedir(), '.postgresql', 'root.crt')
  const root = credentials.sslRootCert ?? process.env.PGSSLROOTCERT
  const rootFile =
    root === 'system' ? undefined : (root ?? (existsSync(defaultRoot) ? defaultRoot : undefined))
  const cert = credentials.sslCert ?? process.env.PGSSLCERT
  const key = credentials.sslKey ?? process.env.PGSSLKEY
  const files: ConnectionOptions = {
    ...(rootFile !== undefined && { ca: readKeyFile('sslrootcert', rootFile) }),
    ...(cert !== undefined && { cert: readKeyFile('sslcert', cert) }),
    ...(key !== undefined && { key: readKeyFile('sslkey', key) }),
  }
  const unverified: Tls = { ...files, rejectUnauthorized: false }
  const chainOnly: Tls = { ...files, checkServerIdentity: () => undefined }
  switch (mode) {
    case 'allow':
      return [false, unverified]
    case 'prefer':
      return [unverified, false]
    case 'require':
      // With a root certificate at hand libpq's `require` verifies the chain.
      return [rootFile === undefined ? unverified : chainOnly]
    case 'verify-ca':
      return [chainOnly]
    case 'verify-full':
      return [files]
    default:
      return mode satisfies never
  }
}

function modeFromEnvironment(): SslMode {
  const mode = process.env.PGSSLMODE
  return sslModes.find((known) => known === mode) ?? 'prefer'
}

function readKeyFile(key: string, path: string): string {
  const file = path.replace(/^~(?=\/)/, homedir())
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    throw new TdbtError('certificate-not-readable', `${key}: ${file} can't be read`, { cause })
  }
}

/** libpq's password file; pg would read it as well, but with a deprecation warning. */
function passwordFromFile(parameters?: unknown): Promise<string> {
  return new Promise((resolve) => {
    // Without a password pg must send an empty one: the server then says that it is wrong.
    pgpass(parameters, (password) => resolve(password ?? ''))
  })
}

function escapeOption(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(' ', '\\ ')
}

/**
 * What a session begins with. The server is asked to look, while it works, whether its client is still there: it would
 * otherwise finish what a run that was killed has sent, and hold its locks as long. Older servers, and systems that
 * can't tell, are left as they are.
 */
export function sessionTexts(role: string | undefined): readonly string[] {
  const watchClient = `do $$ begin
    perform set_config('client_connection_check_interval', '1s', false);
    exception when undefined_object or invalid_parameter_value then null;
    end $$`
  return [watchClient, ...(role ? [setRole(role)] : [])]
}

/** dbt sends the name as it stands, so that it folds to lower case; it is quoted only where that can't work. */
function setRole(role: string): string {
  const isPlain = /^[A-Za-z_][\w$]*$/.test(role) || role.startsWith('"')
  return `set role ${isPlain ? role : quoteIdentifier(role)}`
}
