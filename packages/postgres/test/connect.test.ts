import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { inspect } from 'node:util'
import { type Adapter, TdbtError } from '@tdbt/adapter-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { openPostgres, postgresCredentials } from '../src/index.js'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})

afterAll(() => database.drop())

async function opened<T>(
  keys: Record<string, unknown>,
  work: (adapter: Adapter) => Promise<T>,
  env: Record<string, string> = {},
): Promise<T> {
  const credentials = postgresCredentials({ ...database.credentials, ...keys }, env)
  const adapter = await openPostgres(credentials, { threads: 1 })
  try {
    return await work(adapter)
  } finally {
    await adapter.close()
  }
}

async function problem(keys: Record<string, unknown>, env: Record<string, string> = {}): Promise<TdbtError> {
  const error = await opened(keys, (adapter) => adapter.serverInfo(), env).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(TdbtError)
  expect((error as TdbtError).kind).toBe('Connection')
  return error as TdbtError
}

test('tells who and where it is', async () => {
  const info = await opened({}, (adapter) => adapter.serverInfo())
  expect(info).toMatchObject({ user: database.credentials.user, database: database.target.database })
  expect(info.versionNumber).toBeGreaterThan(120_000)
  expect(info.version).toContain(String(Math.floor(info.versionNumber / 10_000)))
  expect(info.address).toContain(String(database.credentials.port))
})

test('a server that is not there', async () => {
  const free = await freePort()
  const error = await problem({ host: '127.0.0.1', port: free, retries: 0 })
  expect(error.message).toBe(`No Postgres server answers at 127.0.0.1:${free}`)
  expect(error.hint).toMatch(/host and port/)
})

test('a host that is not known', async () => {
  const error = await problem({ host: 'nowhere.invalid', retries: 0 })
  expect(error.message).toMatch(/^(The host of nowhere.invalid:\d+ is not known|Can't connect)/)
})

test('a database that is not there', async () => {
  const error = await problem({ dbname: 'no such "database"' })
  expect(error.message).toContain('There is no database "no such "database""')
  expect(error.sqlState).toBe('3D000')
})

test('a role that may not be set', async () => {
  const error = await problem({ role: 'no such role' })
  expect(error.message).toContain('role "no such role" does not exist')
})

test('a server that takes the connection and says nothing', async () => {
  const server = await silentServer()
  const { port } = server.address() as { port: number }
  const error = await problem({ host: '127.0.0.1', port, connect_timeout: 1, retries: 0, sslmode: 'disable' })
  expect(error.message).toBe(`The server at 127.0.0.1:${port} did not answer within 1 s`)
  server.close()
})

test('a server that is starting is tried again', async () => {
  const port = await freePort()
  let server: Server | undefined
  let connections = 0
  setTimeout(() => {
    // Once it is there it takes the connection and drops it: what matters is that there was another try.
    server = createServer((socket) => {
      connections++
      socket.destroy()
    }).listen(port, '127.0.0.1')
  }, 300)
  await problem({ host: '127.0.0.1', port, retries: 2, sslmode: 'disable' })
  expect(connections).toBeGreaterThan(0)
  server?.close()
})

test('settings of the profile hold for every session', async () => {
  await database.query('create schema "a b"')
  const keys = { search_path: '"a b", public', application_name: 'my app', role: 'pg_monitor' }
  await opened(keys, async (adapter) => {
    const connection = await adapter.acquire('test')
    const { rows } = await connection.query(
      `select current_setting('search_path'), current_setting('application_name'), current_user`,
    )
    expect(rows).toEqual([['"a b", public', 'my app', 'pg_monitor']])
    await adapter.release(connection)
  })
})

test('a password is never shown, wherever it came from', async () => {
  const server = await wrongPasswordServer()
  const { port } = server.address() as { port: number }
  const keys = { host: '127.0.0.1', port, user: 'me', sslmode: 'disable', retries: 0 }
  const folder = mkdtempSync(join(tmpdir(), 'tdbt-pgpass-'))
  const file = join(folder, 'pgpass')
  writeFileSync(file, `127.0.0.1:${port}:*:me:from-the-file\n`)
  chmodSync(file, 0o600)
  try {
    const env = { PGPASSFILE: file }
    const fromFile = await problem({ ...keys, password: undefined }, env)
    expect(passwords.at(-1)).toBe('from-the-file')
    const both = { ...env, PGPASSWORD: 'from-the-environment' }
    const fromEnvironment = await problem({ ...keys, password: undefined }, both)
    expect(passwords.at(-1)).toBe('from-the-environment')
    const fromProfile = await problem({ ...keys, password: 'from-the-profile' }, both)
    expect(passwords.at(-1)).toBe('from-the-profile')
    for (const error of [fromFile, fromEnvironment, fromProfile]) {
      expect(error.message).toBe(`The server at 127.0.0.1:${port} does not accept the password of user "me"`)
      expect(error.hint).toMatch(/password/)
      expect(inspect(error, { depth: 20, showHidden: true })).not.toMatch(/from-the-/)
    }
  } finally {
    rmSync(folder, { recursive: true })
    server.close()
  }
})

describe('TLS', () => {
  const certificate = new URL('./fixtures/localhost.crt', import.meta.url).pathname
  let withTls: Server
  let withoutTls: Server

  beforeAll(async () => {
    withTls = await listen(createServer((socket) => answerTls(socket, true)))
    withoutTls = await listen(createServer((socket) => answerTls(socket, false)))
  })

  afterAll(() => {
    withTls.close()
    withoutTls.close()
  })

  const keysFor = (server: Server, keys: Record<string, unknown>) => ({
    ...{ host: 'localhost', port: (server.address() as AddressInfo).port, retries: 0 },
    ...keys,
  })

  test.each([
    ['prefer', 'with', {}],
    ['prefer', 'without', {}],
    ['allow', 'without', {}],
    ['disable', 'without', {}],
    ['require', 'with', {}],
    ['verify-ca', 'with', { sslrootcert: certificate }],
    ['verify-ca', 'with', { sslrootcert: certificate, host: '127.0.0.1' }],
    ['verify-full', 'with', { sslrootcert: certificate }],
    [undefined, 'without', {}],
    [undefined, 'with', {}],
  ])('sslmode %s works %s it', async (sslmode, server, keys) => {
    const target = keysFor(server === 'with' ? withTls : withoutTls, { sslmode, ...keys })
    await opened(target, async (adapter) => {
      const encrypted = tlsSockets
      const connection = await adapter.acquire('test')
      expect(tlsSockets - encrypted).toBe(server === 'with' ? 1 : 0)
      const sleeping = connection.query('select pg_sleep(60)').catch((error: unknown) => error)
      const running = `select from pg_stat_activity where state = 'active' and query like 'select pg_sleep%'`
      while ((await database.query(running)).length === 0)
        await new Promise((resolve) => setTimeout(resolve, 5))
      await connection.cancel()
      expect(await sleeping).toMatchObject({ sqlState: '57014' })
      await adapter.release(connection)
    })
  })

  test.each([
    ['require', 'without', {}, 'has no TLS, which sslmode: require asks for'],
    ['verify-full', 'with', { sslrootcert: 'system' }, 'self-signed certificate'],
    ['verify-full', 'with', {}, "needs a root certificate to check the server's with, and there is none"],
    ['verify-ca', 'with', {}, "needs a root certificate to check the server's with, and there is none"],
    [
      'verify-full',
      'with',
      { sslrootcert: certificate, host: '127.0.0.1' },
      `IP: 127.0.0.1 is not in the cert's list`,
    ],
    ['require', 'with', { sslrootcert: '/nowhere/root.crt' }, "sslrootcert: /nowhere/root.crt can't be read"],
  ])('sslmode %s fails %s it: %j', async (sslmode, server, keys, message) => {
    const target = keysFor(server === 'with' ? withTls : withoutTls, { sslmode, ...keys })
    await expect(opened(target, (adapter) => adapter.serverInfo())).rejects.toThrow(message)
  })

  let tlsSockets = 0

  /** Stands before the real server, which has no TLS, and answers what a server with or without it answers. */
  function answerTls(socket: Socket, has: boolean): void {
    socket.on('error', () => {})
    socket.once('data', (first) => {
      const isTlsRequest = first.length === 8 && first.readInt32BE(4) === 80877103
      if (!isTlsRequest) return forward(socket, first)
      socket.write(has ? 'S' : 'N')
      if (!has) return
      tlsSockets++
      const secured = new TLSSocket(socket, {
        isServer: true,
        cert: readFileSync(certificate),
        key: readFileSync(new URL('./fixtures/localhost.key', import.meta.url)),
      })
      secured.on('error', () => {})
      forward(secured)
    })
  }

  function forward(socket: Socket, first?: Buffer): void {
    const { host, port } = database.credentials
    const isFolder = String(host).startsWith('/')
    const server = isFolder ? connect(`${host}/.s.PGSQL.${port}`) : connect(Number(port), String(host))
    server.on('error', () => socket.destroy())
    socket.on('close', () => server.destroy())
    if (first !== undefined) server.write(first)
    socket.pipe(server).pipe(socket)
  }
})

async function listen(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, resolve))
  return server
}

const passwords: string[] = []

/** Asks for the password in clear text, as a server may, notes it and refuses it. */
async function wrongPasswordServer(): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => {
      socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]))
      socket.once('data', (message) => {
        passwords.push(message.subarray(5, -1).toString())
        const fields = Buffer.from('SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0')
        const head = Buffer.from([0x45, 0, 0, 0, 0])
        head.writeInt32BE(fields.length + 4, 1)
        socket.end(Buffer.concat([head, fields]))
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function silentServer(): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => {}))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  server.unref()
  return server
}

async function freePort(): Promise<number> {
  const server = await silentServer()
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('a session watches its client, also after it was made new for another node', async () => {
  const setting =
    "select current_setting('client_connection_check_interval'), current_setting('statement_timeout')"
  await opened({}, async (adapter) => {
    for (const timeout of ['0', '0']) {
      const connection = await adapter.acquire('node')
      expect((await connection.query(setting)).rows).toEqual([['1s', timeout]])
      await connection.query("set statement_timeout = '1h'")
      await adapter.release(connection)
    }
  })
})
