import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type GuardedServer, guardedServer } from '../../../test/support/guarded-server.js'
import { projectFolder, tdbt } from './support/tdbt.js'

const right = 'right-horse'
const wrong = 'wrong-horse'

let server: GuardedServer
let project: Awaited<ReturnType<typeof projectFolder>>

beforeAll(async () => {
  server = await guardedServer()
  await server.query(`create role reader login password '${right}'`)
  await server.query('create database warehouse owner reader')
  project = await projectFolder({
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'models/one.sql': 'select 1 as one\n',
    'tdbt.config.ts': `import { defineConfig, defineSource } from 'tdbt'
export default defineConfig({
  sources: [defineSource({ source: 'raw', table: 'items', from: 'items.csv', columns: { id: 'integer' } })],
})
`,
    'items.csv': 'id\n1\n',
  })
})
afterAll(async () => {
  project.remove()
  await server.close()
})
beforeEach(() => rmSync(join(project.path, 'logs'), { recursive: true, force: true }))

function profile(keys: Readonly<Record<string, unknown>>): void {
  const output = { type: 'postgres', schema: 'shop', ...keys }
  writeFileSync(
    join(project.path, 'profiles.yml'),
    JSON.stringify({ shop: { target: 'dev', outputs: { dev: output } } }),
  )
}

const address = () => ({ host: '127.0.0.1', port: server.port, user: 'reader', dbname: 'warehouse' })
const call = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  tdbt(args, { cwd: project.path, env: { HOME: project.path, ...env } })

function passwordFile(password: string, mode = 0o600): string {
  const file = join(project.path, '.pgpass')
  writeFileSync(file, `127.0.0.1:*:*:reader:${password}\n`)
  chmodSync(file, mode)
  return file
}

describe('a wrong password', () => {
  const origins: [origin: string, keys: object, env: Readonly<Record<string, string>>][] = [
    ['the profile', { password: wrong }, {}],
    ['the profile', { password: "{{ env_var('SHOP_PASSWORD') }}" }, { SHOP_PASSWORD: wrong }],
    ['PGPASSWORD', {}, { PGPASSWORD: wrong }],
    ['the password file', { password: '' }, { PGPASSWORD: right }],
  ]

  test.each(origins)('of %s ends a run with 2, and is printed nowhere: %j %j', async (origin, keys, env) => {
    profile({ ...address(), ...keys })
    passwordFile(wrong)
    for (const format of ['text', 'json', 'debug']) {
      const { code, stdout, stderr } = await call(['build', '--debug', '--log-format', format], env)
      expect(code).toBe(2)
      expect(stdout).toMatch(
        /The server at 127\.0\.0\.1:\d+ does not accept the password of user \\?"reader\\?"/,
      )
      expect(stdout).toContain(`the password is from ${origin}`)
      const log = readFileSync(join(project.path, 'logs/dbt.log'), 'utf8')
      expect(log).toContain('does not accept the password')
      expect(stdout + stderr + log).not.toContain('horse')
    }
    expect(await server.query("select from pg_namespace where nspname = 'shop'")).toEqual([])
  })

  test('is a failed check of debug, which names where each value comes from', async () => {
    profile({ host: '127.0.0.1', user: 'reader', password: wrong })
    const env = { PGPORT: String(server.port), PGDATABASE: 'warehouse', PGSSLMODE: 'require' }
    const { code, stdout, stderr } = await call(['debug'], env)
    expect(code).toBe(1)
    expect(stdout).toContain('  host: [OK 127.0.0.1 (from the profile)]\n')
    expect(stdout).toContain(`  port: [OK ${server.port} (from PGPORT)]\n`)
    expect(stdout).toContain('  user: [OK reader (from the profile)]\n')
    expect(stdout).toContain('  dbname: [OK warehouse (from PGDATABASE)]\n')
    expect(stdout).toContain('  password: [OK hidden (from the profile)]\n')
    expect(stdout).toContain('  sslmode: [OK require (from PGSSLMODE)]\n')
    expect(stdout).toMatch(
      / {2}connection: \[ERROR\]\n {4}Connection Error in \S*profiles\.yml:\d+:\d+\n {6}The server at .* does not accept the password of user "reader"\n/,
    )
    expect(stdout).toContain('1 check failed: connection')
    expect(stdout + stderr).not.toContain('horse')
  })
})

test('the password file is used, unless others may read it', async () => {
  profile({ ...address(), password: '' })
  const file = passwordFile(right)
  const { code, stdout } = await call(['build'])
  expect(stdout).toContain('OK created sql view model shop.one')
  expect(stdout).not.toContain('is not used')
  expect(code).toBe(0)
  expect((await call(['debug'])).stdout).toContain(`password: [OK hidden (from the password file ${file})]`)

  chmodSync(file, 0o644)
  const open = await call(['build'])
  expect(open.stdout).toContain(
    `[WARNING]: The password file ${file} is not used, since others may read it: chmod 600 ${file}\n`,
  )
  expect(open.stdout.match(/is not used/g)).toHaveLength(1)
  expect(open.stdout).toContain('asks for the password of user "reader", and there is none\n')
  expect(open.code).toBe(2)
  // It reads the settings for themselves too.
  expect((await call(['debug'])).stdout.match(/is not used/g)).toHaveLength(1)
})

test('ingest begins only where it can connect', async () => {
  profile({ ...address(), password: wrong })
  const { code, stdout } = await call(['ingest'])
  expect(stdout).toContain('does not accept the password of user "reader"')
  expect(code).toBe(2)
  profile({ ...address(), password: right })
  expect((await call(['ingest'])).stdout).toContain('OK loaded source raw.items')
})

test('a database that neither profile nor environment names', async () => {
  const { host, port, user } = address()
  profile({ host, port, user, password: right })
  const { code, stdout } = await call(['ls'])
  expect(stdout).toContain("the target 'dev' has no 'dbname'\n")
  expect(code).toBe(2)
  const env = { PGDATABASE: 'warehouse' }
  expect((await call(['ls', '-q'], env)).stdout).toBe('shop.one\n')
  const inline = "select current_database() as it, '{{ target.dbname }}' as said"
  const shown = await call(['show', '-q', '--output', 'json', '--inline', inline], env)
  expect(JSON.parse(shown.stdout)).toEqual({ show: [{ it: 'warehouse', said: 'warehouse' }] })
})

test('a profile of another database is refused before anything else of it', async () => {
  profile({ type: 'bigquery', project: 'p', dataset: 'd' })
  const { code, stdout } = await call(['run'])
  expect(stdout).toMatch(
    /Profile Error in \S*profiles\.yml:\d+:\d+\n {2}the target 'dev' is of the type 'bigquery', which tdbt has no adapter for\n {2}hint: tdbt works with 'type: postgres'; or remove 'profile' from dbt_project\.yml to use the embedded server\n {2}code: database-type-unknown\n/,
  )
  expect(code).toBe(2)
})
