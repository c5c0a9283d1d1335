import { setTimeout as sleep } from 'node:timers/promises'
import { TdbtError } from '@tdbt/adapter-api'
import pg from 'pg'
import { connectionError, isFailureOfTls, isRefusalOfWay, isTransient } from './connection-errors.js'
import type { PostgresCredentials } from './credentials.js'
import { quoteIdentifier } from './dialect.js'
import { type Tls, tlsWays } from './tls-ways.js'

/** Opens sessions on one target. */
export interface Connector {
  /** `signal` gives it up. */
  open(signal: AbortSignal): Promise<pg.Client>
  /** Asks the server to cancel what the session of `client` runs; done when the server has been told. */
  cancel(client: pg.Client): Promise<void>
  /** For people: `localhost:5432`, or the socket's folder. */
  readonly address: string
}

export function createConnector(credentials: PostgresCredentials): Connector {
  const { host, port } = credentials
  const isSocket = host.startsWith('/')
  const address = isSocket ? `${host}/.s.PGSQL.${port}` : `${host.includes(':') ? `[${host}]` : host}:${port}`
  // libpq tries with TLS and without as the mode allows; the way that worked is kept for the run.
  let ways: readonly Tls[] | undefined

  async function open(signal: AbortSignal): Promise<pg.Client> {
    ways ??= isSocket ? [false] : tlsWays(credentials)
    for (let attempt = 0; ; attempt++) {
      try {
        return await openOneWay(ways, signal)
      } catch (error) {
        if (signal.aborted) throw givenUp()
        if (attempt >= credentials.retries || !isTransient(error)) {
          throw connectionError(error, { address, credentials })
        }
        // dbt's waiting times: 0, 1, 4, 9 ... seconds.
        await sleep(attempt * attempt * 1000, undefined, { signal }).catch(() => {
          throw givenUp()
        })
      }
    }
  }

  function givenUp(): TdbtError {
    return new TdbtError('interrupted', `Connecting to the server at ${address} was given up`)
  }

  async function openOneWay(candidates: readonly Tls[], signal: AbortSignal): Promise<pg.Client> {
    const failures: unknown[] = []
    for (const tls of candidates) {
      try {
        const client = await openClient(tls, signal)
        ways = [tls]
        return client
      } catch (error) {
        failures.unshift(error)
        if (signal.aborted || !(isRefusalOfWay(error) || (tls !== false && isFailureOfTls(error)))) break
      }
    }
    // What the last way met counts, and the others are told of.
    throw failures.length === 1 ? failures[0] : new AggregateError(failures)
  }

  /** pg calls it when the server asks for a password. */
  function noPassword(): never {
    const { user, passwordFile, at } = credentials
    throw new TdbtError(
      'no-password',
      `The server at ${address} asks for the password of user "${user}", and there is none`,
      {
        ...at('user'),
        hint: `write password in the profile, as "{{ env_var('...') }}" say, or set PGPASSWORD, or add a line to ${passwordFile}`,
      },
    )
  }

  async function openClient(tls: Tls, signal: AbortSignal): Promise<pg.Client> {
    const client = new pg.Client({
      host,
      port,
      user: credentials.user,
      database: credentials.database,
      password: credentials.password ?? noPassword,
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
    const giveUp = (): void => void wireOf(client).stream.destroy(new Error('given up'))
    signal.addEventListener('abort', giveUp)
    try {
      signal.throwIfAborted()
      await client.connect()
      await Promise.all(sessionTexts(credentials.role).map((text) => client.query(text)))
    } catch (error) {
      client.end().catch(() => {})
      throw error
    } finally {
      signal.removeEventListener('abort', giveUp)
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
      const timer = setTimeout(
        () => connection.stream.destroy(new Error('timeout expired')),
        credentials.connectTimeout * 1000,
      )
      connection.on('error', (error: Error) => reject(connectionError(error, { address, credentials })))
      // The server closes the connection once it has passed the signal on.
      connection.on('end', () => {
        clearTimeout(timer)
        resolve()
      })
      if (isSocket) connection.connect(address)
      else connection.connect(port, host)
    })
  }

  return { open, cancel, address }
}

/** What the types of pg leave out of its Connection. */
interface WireConnection {
  readonly stream: { destroy(error?: Error): void }
  connect(portOrPath: number | string, host?: string): void
  requestSsl(): void
  cancel(processId: number, secretKey: number): void
  on(event: string, listener: (error: Error) => void): void
}

function wireOf(client: pg.Client): WireConnection {
  return (client as unknown as { connection: WireConnection }).connection
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
