import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Target } from '@tdbt/adapter-api'
import { ensureServer, resetServer, type ServerAddress, serverUrl, startServer } from '@tdbt/postgres'
import pg from 'pg'
import { inject } from 'vitest'

/** A database of its own for one test file. */
export interface TestDatabase {
  /** Keys of a profile's output, with the schema `public`. */
  readonly credentials: Readonly<Record<string, string | number>>
  readonly target: Target
  readonly url: string
  /** Runs one text on a session beside those under test. Gives the rows of its last statement. */
  query<Row extends object = Record<string, unknown>>(sql: string): Promise<Row[]>
  /** Another session, closed with the database. */
  connect(): Promise<pg.Client>
  /** Drops the database and ends whatever is still connected to it. */
  drop(): Promise<void>
}

/**
 * Creates a database on the embedded server of this test run, or on the server of TDBT_TEST_POSTGRES
 * (`postgresql://user:password@host:port/`), whose user must be allowed to; or on a server that is given.
 */
export async function testDatabase(given?: ServerAddress): Promise<TestDatabase> {
  const server = given ?? (await serverAddress())
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name} template template0`)
  const address = { ...server, database: name }
  const clients: pg.Client[] = []
  const connect = async () => {
    const client = new pg.Client({ ...address })
    // Tests end sessions on purpose.
    client.on('error', () => {})
    await client.connect()
    clients.push(client)
    return client
  }
  let own: Promise<pg.Client> | undefined
  const { host, port, user, password } = server
  const credentials = {
    ...{ type: 'postgres', host, port, user, dbname: name, schema: 'public' },
    ...(password !== undefined && { password }),
  }
  const target: Target = {
    profileName: 'test',
    name: 'test',
    type: 'postgres',
    threads: 4,
    schema: 'public',
    database: name,
    credentials,
    foreignSchemas: new Map(),
    at: () => ({}),
  }
  return {
    credentials,
    target,
    url: serverUrl(address),
    async query<Row extends object>(sql: string) {
      own ??= connect()
      const answer: unknown = await (await own).query(sql)
      const last = Array.isArray(answer) ? answer[answer.length - 1] : answer
      return (last as { rows: Row[] }).rows
    },
    connect,
    async drop() {
      await Promise.all(clients.map((client) => client.end().catch(() => {})))
      await onServer(server, `drop database if exists ${name} with (force)`)
    },
  }
}

/** A server of the test's own that other servers reach too: on TCP, with a password. */
export async function testServer(): Promise<{ readonly address: ServerAddress; close(): Promise<void> }> {
  const root = mkdtempSync(join(tmpdir(), 'tdbt-test-server-'))
  const { address } = await startServer(root, { keep: true, tcpPort: 0 })
  return {
    address,
    async close() {
      await resetServer(root)
      rmSync(root, { recursive: true, force: true })
    },
  }
}

async function serverAddress(): Promise<ServerAddress> {
  const given = process.env.TDBT_TEST_POSTGRES
  // A busy machine can take longer than a minute between two calls of a test.
  if (given === undefined) return ensureServer(inject('testServerRoot'), { idleSeconds: 600 })
  const url = new URL(given)
  return {
    host: url.searchParams.get('host') ?? url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username) || 'postgres',
    ...(url.password !== '' && { password: decodeURIComponent(url.password) }),
    database: url.pathname.slice(1) || 'postgres',
  }
}

async function onServer(server: ServerAddress, sql: string): Promise<void> {
  const client = new pg.Client({ ...server })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
