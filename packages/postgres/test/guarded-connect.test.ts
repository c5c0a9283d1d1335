import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { type TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type GuardedServer, guardedServer } from '../../../test/support/guarded-server.js'
import { openPostgres, postgresCredentials } from '../src/index.js'

const password = 'right: horse \\ "battery"'
const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))

let server: GuardedServer
let home: string

beforeAll(async () => {
  server = await guardedServer()
  await server.query(`create role reader login password '${password}'`)
  await server.query('create role certified login')
  await server.query('create database warehouse')
})
afterAll(() => server.close())
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tdbt-home-'))
})
afterEach(() => rmSync(home, { recursive: true }))

type Keys = Readonly<Record<string, unknown>>
type Env = Readonly<Record<string, string>>

/** Who is connected to what, and whether TLS is between. */
async function connected(keys: Keys, env: Env = {}): Promise<string> {
  const credentials = postgresCredentials(keys, { HOME: home, ...env })
  const adapter = await openPostgres(credentials, { threads: 1 })
  try {
    const connection = await adapter.acquire('test')
    const { rows } = await connection.query(
      `select current_user || ' on ' || current_database() || case when ssl then ' with TLS' else '' end
        from pg_stat_ssl where pid = pg_backend_pid()`,
    )
    await adapter.release(connection)
    return String(rows[0]?.[0])
  } finally {
    await adapter.close()
  }
}

async function refused(keys: Keys, env: Env = {}): Promise<TdbtError> {
  const outcome = await connected(keys, env).catch((error: unknown) => error)
  expect(outcome).toHaveProperty('code')
  return outcome as TdbtError
}

/** A file below the home folder that nobody else may read. */
function inHome(path: string, text: string, mode = 0o600): string {
  const file = join(home, path)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  chmodSync(file, mode)
  return file
}

const reader = (): Keys => ({
  ...{
    host: '127.0.0.1',
    port: server.port,
    user: 'reader',
    dbname: 'warehouse',
    sslmode: 'disable',
    retries: 0,
  },
})
const line = password.replaceAll('\\', '\\\\')

describe('passwords', () => {
  test('of the profile, of PGPASSWORD, of the password file', async () => {
    expect(await connected({ ...reader(), password })).toBe('reader on warehouse')
    expect(await connected({ ...reader(), pass: password })).toBe('reader on warehouse')
    expect(await connected(reader(), { PGPASSWORD: password })).toBe('reader on warehouse')
    inHome('.pgpass', `127.0.0.1:${server.port}:warehouse:reader:${line}\n`)
    expect(await connected(reader())).toBe('reader on warehouse')
    const elsewhere = inHome('secrets/passwords', `*:*:*:*:${line}\n`)
    inHome('.pgpass', '')
    expect(await connected(reader(), { PGPASSFILE: elsewhere })).toBe('reader on warehouse')
  })

  test('an empty one in the profile leaves it to the file, as with dbt', async () => {
    const empty = { ...reader(), password: '' }
    expect((await refused(empty, { PGPASSWORD: password })).code).toBe('no-password')
    inHome('.pgpass', `*:*:*:reader:${line}\n`)
    expect(await connected(empty, { PGPASSWORD: 'wrong' })).toBe('reader on warehouse')
  })

  test.each([
    ['a comment', `#127.0.0.1:*:*:*:wrong\n*:*:*:*:`],
    ['lines of others', `other:*:*:*:wrong\n*:1:*:*:wrong\n*:*:other:*:wrong\n*:*:*:other:wrong\n*:*:*:*:`],
    ['lines that are no lines', 'wrong\n::\n\n*:*:*:*:'],
    ['Windows', '*:*:*:other:wrong\r\n*:*:*:*:'],
  ])('the first line that fits counts: after %s', async (_, lines) => {
    inHome('.pgpass', `${lines}${line}\r\n*:*:*:*:wrong\r\n`)
    expect(await connected(reader())).toBe('reader on warehouse')
  })

  test('a file that others may read is not used, and that is said', async () => {
    const file = inHome('.pgpass', `*:*:*:*:${line}\n`, 0o644)
    const warning = `The password file ${file} is not used, since others may read it: chmod 600 ${file}`
    expect(postgresCredentials(reader(), { HOME: home }).warnings).toEqual([warning])
    expect((await refused(reader())).code).toBe('no-password')
    chmodSync(file, 0o600)
    expect(postgresCredentials(reader(), { HOME: home }).warnings).toEqual([])
    const folder = postgresCredentials(reader(), { PGPASSFILE: home }).warnings
    expect(folder).toEqual([expect.stringMatching(/^The password file .* is not used/)])
  })

  test.each([
    ['the profile', {}, { password: 'wrong-horse' }],
    ['PGPASSWORD', { PGPASSWORD: 'wrong-horse' }, {}],
  ])('a wrong one from %s', async (origin, env, keys) => {
    const error = await refused({ ...reader(), ...keys }, env)
    expect(error).toMatchObject({
      code: 'wrong-password',
      message: `The server at 127.0.0.1:${server.port} does not accept the password of user "reader"`,
      hint: `Check user and password: the password is from ${origin}.`,
      sqlState: '28P01',
    })
  })

  test('a wrong one from the file, and none at all', async () => {
    const file = inHome('.pgpass', '*:*:*:*:wrong-horse\n')
    expect((await refused(reader())).hint).toBe(
      `Check user and password: the password is from the password file ${file}.`,
    )
    rmSync(file)
    expect(await refused(reader())).toMatchObject({
      message: `The server at 127.0.0.1:${server.port} asks for the password of user "reader", and there is none`,
      hint: expect.stringContaining(`add a line to ${file}`),
    })
  })
})

describe('what the profile lacks', () => {
  const env = (): Env => ({
    ...{ PGHOST: '127.0.0.1', PGPORT: String(server.port), PGUSER: 'reader', PGDATABASE: 'warehouse' },
    ...{ PGPASSWORD: password, PGSSLMODE: 'require' },
  })

  test('comes from the environment', async () => {
    expect(await connected({}, env())).toBe('reader on warehouse with TLS')
    expect(await connected({ dbname: 'postgres', sslmode: 'disable' }, env())).toBe('reader on postgres')
  })

  test('comes from the service of PGSERVICE before that', async () => {
    const text = `# services\n[other]\nuser=other\n\n[wh]\nuser=reader\npassword=${password}\nsslmode = ignored\nsslmode=disable\ndbname=postgres\n[later]\nport=1\n`
    inHome('.pg_service.conf', text)
    expect(await connected({}, { ...env(), PGSERVICE: 'wh', PGUSER: 'nobody' })).toBe('reader on postgres')
    expect(await connected({ dbname: 'warehouse' }, { ...env(), PGSERVICE: 'wh' })).toBe(
      'reader on warehouse',
    )
    const file = inHome('services', '[elsewhere]\ndbname=postgres\n')
    const elsewhere = { ...env(), PGSERVICE: 'elsewhere', PGSERVICEFILE: file }
    expect(await connected({}, elsewhere)).toBe('reader on postgres with TLS')
    expect(await refused({}, { ...env(), PGSERVICE: 'nosuch' })).toMatchObject({
      code: 'service-not-found',
      message: "PGSERVICE names the service 'nosuch', which is in no service file",
    })
  })

  test('has defaults', () => {
    const { settings } = postgresCredentials({ port: 1 }, { HOME: home })
    const name = userInfo().username
    const expected = [
      ['host', 'localhost', 'the default'],
      ['port', '1', 'the profile'],
      ['user', name, 'the default'],
      ['dbname', name, 'the default'],
      ['password', 'none', 'the default'],
      ['sslmode', 'prefer', 'the default'],
    ]
    expect(settings).toEqual(expected.map(([setting, value, origin]) => ({ name: setting, value, origin })))
  })

  test('is told with its origin, without the password', () => {
    const file = inHome('.pgpass', `*:*:*:*:${line}\n`)
    const { settings } = postgresCredentials(
      { host: 'h', user: '' },
      { HOME: home, PGUSER: 'me', PGPORT: '7' },
    )
    expect(settings).toContainEqual({ name: 'port', value: '7', origin: 'PGPORT' })
    // An empty text asks for the default, as libpq has it.
    expect(settings).toContainEqual({ name: 'user', value: userInfo().username, origin: 'the default' })
    expect(settings).toContainEqual({
      name: 'password',
      value: 'hidden',
      origin: `the password file ${file}`,
    })
  })

  test('may be wrong', async () => {
    const both = await connected({ port: 'x' }, { PGSSLMODE: 'maybe' }).catch((error: unknown) => error)
    expect(both).toBeInstanceOf(TdbtErrors)
    expect((both as TdbtErrors).errors.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      expect.stringMatching(/^target-not-valid: port must be a whole number from 0 to 65535/),
      expect.stringMatching(/^target-not-valid: PGSSLMODE must be one of disable, allow/),
    ])
    expect((await refused({}, { PGPORT: '5432a' })).message).toContain('PGPORT must be a whole number')
    const weak = await refused({ sslrootcert: 'system', sslmode: 'require' })
    expect(weak.message).toContain('sslrootcert: system asks for sslmode: verify-full')
  })

  test('a socket, by its folder', async () => {
    const { username } = userInfo()
    await server.query(`create role "${username}" login superuser`)
    const local = { host: server.socketFolder, port: server.port, dbname: 'warehouse' }
    // sslmode means nothing on a socket, as libpq has it.
    expect(await connected({ ...local, sslmode: 'verify-full' })).toBe(`${username} on warehouse`)
  })
})

describe('TLS', () => {
  const root = fixture('localhost.crt')
  const keys = (sslmode?: string): Keys => ({
    ...{
      host: 'localhost',
      port: server.port,
      user: 'reader',
      password,
      dbname: 'warehouse',
      retries: 0,
      sslmode,
    },
  })
  const plain = 'reader on warehouse'
  const encrypted = 'reader on warehouse with TLS'
  const strangers = (): string => inHome('strangers.crt', rootCertificates[0] ?? '')

  describe('on a server that takes both', () => {
    beforeAll(() => server.admit('host all all all scram-sha-256'))

    test.each([
      [undefined, encrypted],
      ['disable', plain],
      ['allow', plain],
      ['prefer', encrypted],
      ['require', encrypted],
    ])('sslmode %s', async (sslmode, expected) => {
      expect(await connected(keys(sslmode))).toBe(expected)
    })

    test('a certificate that is checked', async () => {
      for (const sslmode of ['prefer', 'require', 'verify-ca', 'verify-full']) {
        expect(await connected({ ...keys(sslmode), sslrootcert: root })).toBe(encrypted)
      }
      expect(await connected(keys(), { PGSSLMODE: 'verify-full', PGSSLROOTCERT: root })).toBe(encrypted)
      mkdirSync(join(home, '.postgresql'))
      copyFileSync(root, join(home, '.postgresql/root.crt'))
      expect(await connected(keys('verify-full'))).toBe(encrypted)
    })

    test('a name that the certificate is not for', async () => {
      const other = { host: '127.0.0.1', sslrootcert: root }
      expect(await connected({ ...keys('verify-ca'), ...other })).toBe(encrypted)
      const error = await refused({ ...keys('verify-full'), ...other })
      expect(error.message).toContain("IP: 127.0.0.1 is not in the cert's list")
    })

    test('a certificate that nobody has signed whom we know', async () => {
      const sslrootcert = strangers()
      for (const sslmode of ['require', 'verify-ca', 'verify-full']) {
        const error = await refused({ ...keys(sslmode), sslrootcert })
        expect(error.message).toMatch(
          /^Can't connect to the server at localhost:\d+: self-signed certificate$/,
        )
      }
      // libpq does without encryption then.
      expect(await connected({ ...keys('prefer'), sslrootcert })).toBe(plain)
      expect((await refused({ ...keys(), sslrootcert: 'system' })).message).toContain(
        'self-signed certificate',
      )
    })

    test.each(['verify-ca', 'verify-full'])('nothing to check it with: %s', async (sslmode) => {
      expect(await refused(keys(sslmode))).toMatchObject({
        code: 'root-certificate-not-found',
        message: `sslmode: ${sslmode} needs a root certificate to check the server's with, and there is none`,
      })
    })

    test('a wrong password is one with and without TLS', async () => {
      for (const sslmode of ['disable', 'allow', 'prefer', 'require']) {
        expect((await refused({ ...keys(sslmode), password: 'wrong' })).code).toBe('wrong-password')
      }
    })
  })

  describe('on a server that wants it', () => {
    beforeAll(() => server.admit('hostssl all all all scram-sha-256'))

    test('each way that allows it', async () => {
      for (const sslmode of ['allow', 'prefer', 'require'])
        expect(await connected(keys(sslmode))).toBe(encrypted)
      const error = await refused(keys('disable'))
      expect(error.code).toBe('login-refused')
      expect(error.message).toMatch(/no pg_hba\.conf entry for host .* no encryption$/)
    })

    test('a certificate that is not known is told of with what came after', async () => {
      const error = await refused({ ...keys('prefer'), sslrootcert: strangers() })
      expect(error.message).toMatch(/no encryption; self-signed certificate$/)
    })
  })

  test('a server that wants none', async () => {
    await server.admit('hostnossl all all all scram-sha-256')
    for (const sslmode of ['disable', 'allow', 'prefer']) expect(await connected(keys(sslmode))).toBe(plain)
    const error = await refused(keys('require'))
    expect(error.code).toBe('login-refused')
    expect(error.message).toMatch(/SSL encryption$/)
  })

  describe('a certificate of the client', () => {
    beforeAll(() => server.admit('hostssl all certified all cert'))
    const certified = (): Keys => ({ ...keys('require'), user: 'certified', password: undefined })
    const expected = 'certified on warehouse with TLS'
    const ownFile = (name: string, mode?: number) => {
      const file = inHome(`.postgresql/${name}`, '', mode)
      copyFileSync(fixture(name.replace('postgresql', 'client')), file)
      chmodSync(file, mode ?? 0o600)
      return file
    }

    test('of the profile, of the environment, of the home folder', async () => {
      const sslkey = ownFile('client.key')
      const sslcert = fixture('client.crt')
      expect(await connected({ ...certified(), sslcert, sslkey })).toBe(expected)
      expect(await connected(certified(), { PGSSLCERT: sslcert, PGSSLKEY: sslkey })).toBe(expected)
      expect((await refused(certified())).message).toContain('connection requires a valid client certificate')
      ownFile('postgresql.crt')
      expect((await refused(certified())).message).toMatch(
        /sslcert: .*postgresql\.crt needs its private key$/,
      )
      ownFile('postgresql.key')
      expect(await connected(certified())).toBe(expected)
      expect((await refused({ ...certified(), user: 'reader' })).code).toBe('login-refused')
    })

    test('with a key that others may read', async () => {
      const sslkey = ownFile('client.key', 0o644)
      const error = await refused({ ...certified(), sslcert: fixture('client.crt'), sslkey })
      expect(error).toMatchObject({
        message: `sslkey: others may read ${sslkey}`,
        hint: `chmod 600 ${sslkey}`,
      })
    })

    test('that is none', async () => {
      const sslkey = inHome('key', 'nothing\n')
      const sslcert = fixture('client.crt')
      const error = await refused({ ...certified(), sslcert, sslkey })
      expect(error.message).toContain(`sslcert: ${sslcert}, sslkey: ${sslkey} can't be used: `)
      expect(error.code).toBe('certificate-not-readable')
    })
  })
})
