import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import {
  ensureServer,
  resetServer,
  serverStatus,
  serverUrl,
  startServer,
  stopServer,
} from '../../src/index.js'
import { ask, isAlive, isRoot, openWorkshop, runningServer, until } from './server-project.js'

const workshop = openWorkshop()
const { options } = workshop
afterAll(() => workshop.close())

describe('the embedded server', () => {
  it('starts at first use, is shared, and keeps its data over a stop', async () => {
    const project = workshop.project('shop')
    expect(await serverStatus(project, options)).toMatchObject({ state: 'stopped', dataDir: null })
    expect(existsSync(join(project, '.tdbt'))).toBe(false)
    const address = await ensureServer(project, options)
    expect(address).toMatchObject({ user: 'tdbt', database: 'tdbt' })
    await ask(address, 'create table kept as select 42 as answer')
    const { pid } = await runningServer(project, options)
    expect(await ensureServer(project, options)).toEqual(address)
    expect((await runningServer(project, options)).pid).toBe(pid)

    expect(await stopServer(project, options)).toBe(true)
    expect(isAlive(pid)).toBe(false)
    expect(await serverStatus(project, options)).toMatchObject({ state: 'stopped', running: null })
    expect(await stopServer(project, options)).toBe(false)

    expect(await ask(await ensureServer(project, options), 'select answer from kept')).toEqual([
      { answer: 42 },
    ])
  })

  it('has the settings of a warehouse that survives a kill', async () => {
    const address = await ensureServer(workshop.project('shop'), options)
    const [settings] = await ask(
      address,
      `select current_setting('fsync') as fsync, current_setting('wal_level') as wal_level,
        current_setting('timezone') as timezone, current_setting('server_encoding') as encoding,
        current_setting('listen_addresses') as listens, upper('é') as upper, 'a' > 'B' as by_code_point`,
    )
    expect(settings).toEqual({
      ...{ fsync: 'on', wal_level: 'minimal', timezone: 'UTC', encoding: 'UTF8', listens: '' },
      ...{ upper: 'É', by_code_point: true },
    })
    const extensions = ['postgres_fdw', 'pg_trgm', 'pgcrypto', 'hstore']
    for (const name of extensions) await ask(address, `create extension if not exists ${name}`)
  })

  it('is started once by commands that come at the same time', async () => {
    const project = workshop.project('crowd')
    const addresses = await Promise.all([1, 2, 3, 4].map(() => ensureServer(project, options)))
    expect(new Set(addresses.map((address) => JSON.stringify(address))).size).toBe(1)
    const answers = await Promise.all(
      addresses.map((address) => ask(address, 'select pg_postmaster_start_time()::text')),
    )
    expect(new Set(answers.map((rows) => JSON.stringify(rows))).size).toBe(1)
    expect(readdirSync(join(project, '.tdbt')).filter((name) => name.startsWith('postgres.new'))).toEqual([])
  })

  it('stops by itself when its last client has gone, and not before', async () => {
    const project = workshop.project('idle')
    const address = await ensureServer(project, { ...options, idleSeconds: 0.5 })
    const client = new pg.Client({ ...address })
    await client.connect()
    await sleep(1500)
    const { pid, clients } = await runningServer(project, options)
    expect(clients).toBe(1)
    await client.end()
    await until(
      'the server has stopped',
      async () => (await serverStatus(project, options)).state === 'stopped',
    )
    expect(isAlive(pid)).toBe(false)
  })

  it('never stops under a command that was just given its address', async () => {
    const project = workshop.project('edge')
    for (let turn = 0; turn < 8; turn++) {
      const address = await ensureServer(project, { ...options, idleSeconds: 0.2 })
      expect(await ask(address, 'select 1 as one')).toEqual([{ one: 1 }])
      await sleep(150 + turn * 20)
    }
  })

  it('stays up without clients when it is told to', async () => {
    const project = workshop.project('keep')
    await ensureServer(project, { ...options, idleSeconds: 0.3 })
    const { pid, keep } = await startServer(project, { ...options, keep: true })
    expect(keep).toBe(true)
    await sleep(1200)
    expect((await runningServer(project, options)).pid).toBe(pid)
    await stopServer(project, options)
    expect(isAlive(pid)).toBe(false)
  })

  it('gives a URL that clients of libpq understand, with a password on TCP alone', async () => {
    const project = workshop.project('tcp')
    const onSocket = await ensureServer(project, options)
    expect(serverUrl(onSocket)).toBe(
      `postgresql://tdbt@/tdbt?host=${encodeURIComponent(onSocket.host)}&port=${onSocket.port}`,
    )
    await expect(ensureServer(project, { ...options, tcpPort: 0 })).rejects.toMatchObject({
      message: expect.stringContaining('on its socket alone'),
    })
    await stopServer(project, options)
    const onTcp = await ensureServer(project, { ...options, tcpPort: 0 })
    const client = new pg.Client({ connectionString: serverUrl(onTcp) })
    await client.connect()
    expect((await client.query('select current_user as me')).rows).toEqual([{ me: 'tdbt' }])
    await client.end()
    await expect(ask({ ...onTcp, password: 'wrong' }, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    // A port that somebody else has.
    await expect(
      ensureServer(workshop.project('tcp2'), { ...options, tcpPort: onTcp.port }),
    ).rejects.toMatchObject({
      name: 'TdbtError',
      message: expect.stringContaining('Address already in use'),
      hint: expect.stringContaining('Another program uses the port'),
    })
    await stopServer(project, options)
  })

  it.each([
    ['spaces and letters of all kinds', 'naïve \'shop\' "ü" 数据 $HOME'],
    [
      'a length that no socket address holds',
      `${'deep-'.repeat(30)}/${'down-'.repeat(30)}/${'here'.repeat(20)}`,
    ],
  ])('works in a path with %s', async (_, name) => {
    const project = workshop.project(name)
    const address = await ensureServer(project, options)
    expect(Buffer.byteLength(join(address.host, '.s.PGSQL.5432'))).toBeLessThan(104)
    expect(await ask(address, 'select 1 as one')).toEqual([{ one: 1 }])
    await stopServer(project, options)
  })

  it('deletes what is its own on reset, and nothing else', async () => {
    const project = workshop.project('reset')
    await ensureServer(project, options)
    writeFileSync(join(project, '.tdbt', 'parse-cache'), 'of another')
    await resetServer(project, options)
    expect(readdirSync(join(project, '.tdbt')).sort()).toEqual(['.gitignore', 'parse-cache'])
    expect((await serverStatus(project, options)).state).toBe('stopped')
  })

  it('lets no other account of the machine in', async () => {
    const { host } = await ensureServer(workshop.project('shop'), options)
    const { mode } = statSync(host)
    expect(mode & 0o777).toBe(0o700)
  })

  it('says how to keep the data of another major version', async () => {
    const project = workshop.project('old')
    await ensureServer(project, options)
    await stopServer(project, options)
    writeFileSync(join(project, '.tdbt', 'postgres', 'PG_VERSION'), '15\n')
    await expect(ensureServer(project, options)).rejects.toMatchObject({
      name: 'TdbtError',
      message: expect.stringMatching(/is of Postgres 15; this tdbt brings Postgres 18/),
      hint: expect.stringContaining('pg_dumpall'),
    })
  })

  it('refuses a folder that is none of its own making', async () => {
    const project = workshop.project('strange')
    mkdirSync(join(project, '.tdbt', 'postgres'), { recursive: true })
    writeFileSync(join(project, '.tdbt', 'postgres', 'thesis.doc'), 'years of work')
    if (isRoot) {
      const { uid } = statSync(join(workshop.project('shop'), '.tdbt', 'postgres'))
      chownSync(join(project, '.tdbt', 'postgres'), uid, uid)
    }
    await expect(ensureServer(project, options)).rejects.toMatchObject({
      message: expect.stringContaining('is not a Postgres data folder'),
    })
    expect(existsSync(join(project, '.tdbt', 'postgres', 'thesis.doc'))).toBe(true)
  })
})

describe.runIf(isRoot)('as root', () => {
  it('refuses data that belongs to an account of a person', async () => {
    const project = workshop.project('foreign')
    await ensureServer(project, options)
    await stopServer(project, options)
    const dataDir = join(project, '.tdbt', 'postgres')
    const { uid, gid } = statSync(dataDir)
    chownSync(dataDir, 12345, 12345)
    await expect(ensureServer(project, options)).rejects.toMatchObject({
      name: 'TdbtError',
      message: expect.stringContaining('belongs to another account (uid 12345)'),
    })
    await expect(resetServer(project, options)).rejects.toMatchObject({ name: 'TdbtError' })
    chownSync(dataDir, uid, gid)
  })

  it('keeps the data elsewhere when the project lies in a closed home, and finds it again', async () => {
    const home = workshop.project('root-home')
    chmodSync(home, 0o700)
    const project = workshop.project('root-home/shop')
    await ask(await ensureServer(project, options), 'create table kept as select 1 as one')
    const { dataDir } = await serverStatus(project, options)
    expect(dataDir?.startsWith(join(workshop.folder, 'state', 'projects'))).toBe(true)
    await stopServer(project, options)
    expect(await ask(await ensureServer(project, options), 'select one from kept')).toEqual([{ one: 1 }])
    // Opened later, it stays where its data is.
    await stopServer(project, options)
    chmodSync(home, 0o755)
    expect(await ask(await ensureServer(project, options), 'select one from kept')).toEqual([{ one: 1 }])
  })

  it('runs Postgres as an account that is not root, and shuts that account out of the socket of others', async () => {
    const project = workshop.project('shop')
    const { host } = await ensureServer(project, options)
    const { pid } = await runningServer(project, options)
    const owner = statSync(`/proc/${pid}`)
    expect(owner.uid).toBeGreaterThan(0)
    expect(statSync(host).uid).toBe(owner.uid)
    const stranger = spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', host], { uid: 12345, gid: 12345, cwd: '/' })
    expect(stranger.status).not.toBe(0)
  })
})
