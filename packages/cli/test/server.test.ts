import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectFolder, tdbt } from './support/tdbt.js'

let project: Awaited<ReturnType<typeof projectFolder>>
const call = (...args: string[]) => tdbt(args, { cwd: project.path })

beforeAll(async () => {
  project = await projectFolder({ 'dbt_project.yml': 'name: alone\n', 'models/one.sql': 'select 1 as one\n' })
})
afterAll(async () => {
  await call('server', 'stop')
  project.remove()
})

test('a project without a profile has a server of its own', async () => {
  expect((await call('server', 'status')).stdout).toBe('stopped\n')
  expect((await call('server', 'url')).stdout).toContain('The embedded server is not running.')
  expect((await call('server', 'reset', '--yes')).stdout).toContain('never had a server')

  const { code, stdout } = await call('run')
  expect(stdout).toContain('OK created sql view model public.one')
  expect(code).toBe(0)
})

test('start keeps it up, url is for clients, stop ends it, reset deletes it', async () => {
  const started = await call('server', 'start')
  expect(started.stdout).toMatch(/^Postgres \d+.* is up .*\npsql 'postgresql:\/\/.*'\n$/)
  expect((await call('server', 'status')).stdout).toMatch(
    /^running: Postgres .*\nlistens on .*stays up until `tdbt server stop`\n/,
  )

  const { stdout: url } = await call('server', 'url')
  const client = new pg.Client({ connectionString: url.trim() })
  await client.connect()
  expect((await client.query('select one from public.one')).rows).toEqual([{ one: 1 }])
  await client.end()

  const refused = await call('server', 'reset')
  expect(refused.stdout).toContain('hint: say so with --yes')
  expect(refused.code).toBe(2)

  expect((await call('server', 'stop')).stdout).toBe('Stopped.\n')
  expect((await call('server', 'stop')).stdout).toBe('It was not running.\n')
  const { stdout: status } = await call('server', 'status')
  const dataDir = /^data: (.*)$/m.exec(status)?.[1] ?? ''
  expect(existsSync(join(dataDir, 'PG_VERSION'))).toBe(true)
  expect((await call('server', 'reset', '--yes')).code).toBe(0)
  expect(existsSync(dataDir)).toBe(false)
})

test('the embedded server has one database', async () => {
  const other = await projectFolder({
    'dbt_project.yml': 'name: alone\nprofile: p\n',
    'profiles.yml':
      'p: {target: d, outputs: {d: {type: postgres, host: embedded, dbname: mine, schema: s}}}\n',
  })
  const { stdout, code } = await tdbt(['ls'], { cwd: other.path })
  expect(stdout).toContain(
    "has dbname 'mine', which the embedded server does not have.\n  hint: write dbname: tdbt",
  )
  expect(code).toBe(2)
  other.remove()
})

test('data that was restored without its password is told of, and is open again when it has a new one', async () => {
  await call('server', 'start')
  await call('server', 'stop')
  const dataDir = /^data: (.*)$/m.exec((await call('server', 'status')).stdout)?.[1] ?? ''
  const password = join(dirname(dataDir), 'postgres.password')
  rmSync(password)

  const { stdout, code } = await call('server', 'start', '--port', '0')
  expect(stdout).toContain('code: embedded-not-started')
  expect(stdout).toContain(`there is no ${password}`)
  expect(stdout).toMatch(/hint: restore it .*alter role tdbt password/)
  expect(stdout).not.toContain('ENOENT')
  expect(code).toBe(2)

  await call('server', 'start')
  const { stdout: socket } = await call('server', 'url')
  const client = new pg.Client({ connectionString: socket.trim() })
  await client.connect()
  await client.query("alter role tdbt password 'mended'")
  await client.end()
  await call('server', 'stop')
  writeFileSync(password, 'mended\n')
  expect((await call('server', 'start', '--port', '0')).code).toBe(0)
  await call('server', 'stop')
})
