import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, expect, it } from 'vitest'
import { ensureServer, serverStatus, stopServer } from '../../src/index.js'
import { ask, isAlive, kill, openWorkshop, runningServer, supervisorsOf, until } from './server-project.js'

const workshop = openWorkshop()
const { options } = workshop
const helpers: ChildProcess[] = []
afterAll(async () => {
  for (const helper of helpers) helper.kill('SIGKILL')
  await workshop.close()
})

const dataOf = (project: string) => join(project, '.tdbt', 'postgres')

async function projectWithTable(name: string): Promise<string> {
  const project = workshop.project(name)
  const address = await ensureServer(project, options)
  await ask(address, 'create table kept as select 1 as one')
  // A kill within the half second after a commit may lose it (synchronous_commit is off).
  await ask(address, 'checkpoint')
  return project
}

async function expectWhole(project: string): Promise<void> {
  expect(await ask(await ensureServer(project, options), 'select one from kept')).toEqual([{ one: 1 }])
}

it('starts anew after a kill of the server, even one with a busy client', async () => {
  const project = await projectWithTable('server')
  const client = new pg.Client({ ...(await ensureServer(project, options)) })
  client.on('error', () => {})
  await client.connect()
  // A process that computes does not notice that its postmaster is gone.
  const busy = client.query('select count(*) from generate_series(1, 1000000000)').catch(() => 'lost')
  const { pid } = await runningServer(project, options)
  await sleep(200)
  kill(pid)
  await expectWhole(project)
  expect(await busy).toBe('lost')
  expect((await runningServer(project, options)).pid).not.toBe(pid)
})

it('takes over a server whose supervisor was killed, without disturbing its clients', async () => {
  const project = await projectWithTable('supervisor')
  const address = await ensureServer(project, options)
  const client = new pg.Client({ ...address })
  await client.connect()
  const before = await runningServer(project, options)
  kill(before.supervisorPid)
  await until('the supervisor has gone', () => !isAlive(before.supervisorPid))
  expect((await serverStatus(project, options)).state).toBe('stale')
  expect(await ensureServer(project, { ...options, idleSeconds: 0.5 })).toEqual(address)
  const after = await runningServer(project, options)
  expect(after.pid).toBe(before.pid)
  expect(after.supervisorPid).not.toBe(before.supervisorPid)
  expect((await client.query('select one from kept')).rows).toEqual([{ one: 1 }])
  await client.end()
  // The new supervisor ends it like one of its own.
  await until(
    'the server has stopped',
    async () => (await serverStatus(project, options)).state === 'stopped',
  )
  expect(isAlive(before.pid)).toBe(false)
})

it('stops a server whose supervisor was killed', async () => {
  const project = await projectWithTable('orphan')
  const { pid, supervisorPid } = await runningServer(project, options)
  kill(supervisorPid)
  await until('the supervisor has gone', () => !isAlive(supervisorPid))
  expect(await stopServer(project, options)).toBe(true)
  expect(isAlive(pid)).toBe(false)
})

it('starts anew after a kill of both', async () => {
  const project = await projectWithTable('both')
  const { pid, supervisorPid } = await runningServer(project, options)
  kill(supervisorPid)
  kill(pid)
  await until('both have gone', () => !isAlive(supervisorPid) && !isAlive(pid))
  expect((await serverStatus(project, options)).state).toBe('stale')
  await expectWhole(project)
})

it('forgets a client that was killed', async () => {
  const project = workshop.project('client')
  const address = await ensureServer(project, { ...options, idleSeconds: 0.5 })
  const script = `
    import { createRequire } from 'node:module'
    const pg = createRequire(${JSON.stringify(createRequire(import.meta.url).resolve('pg'))})('./index.js')
    const client = new pg.Client(${JSON.stringify(address)})
    await client.connect()
    await client.query('begin; create table half (a int)')
    console.log('in a transaction')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  helpers.push(child)
  await once(child.stdout, 'data')
  await sleep(1000)
  expect((await runningServer(project, options)).clients).toBe(1)
  child.kill('SIGKILL')
  await until(
    'the server has stopped',
    async () => (await serverStatus(project, options)).state === 'stopped',
  )
  const [row] = await ask(await ensureServer(project, options), "select to_regclass('half') as half")
  expect(row).toEqual({ half: null })
})

it('makes the data anew after a kill in the middle of making it', async () => {
  const project = workshop.project('half')
  const home = join(project, '.tdbt')
  const halfMade = () =>
    existsSync(home) && readdirSync(home).some((name) => /^postgres\.new-\w+$/.test(name))
  const first = ensureServer(project, options)
  await until('initdb is at work', halfMade)
  const [pid] = supervisorsOf(project)
  kill(pid ?? 0)
  // The command that waited starts another supervisor by itself.
  expect(await ask(await first, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(supervisorsOf(project)).toHaveLength(1)
  expect(supervisorsOf(project)).not.toContain(pid)
  expect(halfMade()).toBe(false)
})

it('mends whatever moment of a start it is killed in', async () => {
  const project = await projectWithTable('moments')
  for (let moment = 0; moment < 200; moment += 25) {
    await stopServer(project, options)
    const waiting = ensureServer(project, options)
    await until('a supervisor is at work', () => supervisorsOf(project).length > 0)
    await sleep(moment)
    for (const pid of supervisorsOf(project)) kill(pid)
    await waiting
    await expectWhole(project)
  }
})

it('is not misled by a pid file that names another process', async () => {
  const project = await projectWithTable('pid')
  const pidFile = join(dataOf(project), 'postmaster.pid')
  const lines = readFileSync(pidFile, 'utf8').split('\n')
  await stopServer(project, options)
  const { uid, gid } = statSync(dataOf(project))
  // Of the server's own account: Postgres itself would take it for its older self and refuse to start.
  const stranger = spawn('sleep', ['600'], process.getuid?.() === 0 ? { uid, gid, cwd: '/' } : {})
  helpers.push(stranger)
  writeFileSync(pidFile, [stranger.pid, ...lines.slice(1)].join('\n'))
  await expectWhole(project)
  expect(isAlive(stranger.pid ?? 0)).toBe(true)
})

it('goes on with a project that was moved while its server ran', async () => {
  const project = await projectWithTable('before')
  const { pid, supervisorPid } = await runningServer(project, options)
  const moved = join(workshop.folder, 'after')
  renameSync(project, moved)
  workshop.project('after')
  await expectWhole(moved)
  await until('the first server has gone', () => !isAlive(pid) && !isAlive(supervisorPid))
})

it('begins anew when its folder was deleted under a running server', async () => {
  const project = await projectWithTable('deleted')
  const { pid, supervisorPid } = await runningServer(project, options)
  rmSync(join(project, '.tdbt'), { recursive: true, maxRetries: 20, retryDelay: 50 })
  expect(await ask(await ensureServer(project, options), "select to_regclass('kept') as kept")).toEqual([
    { kept: null },
  ])
  await until('the first server has gone', () => !isAlive(pid) && !isAlive(supervisorPid))
})

it('leaves alone a data folder that another machine is at work on', async () => {
  const project = await projectWithTable('shared')
  await stopServer(project, options)
  const beats = join(project, '.tdbt', 'postgres.alive')
  writeFileSync(beats, 'other-host boot pid:[1] net:[1]')
  const beating = setInterval(() => utimesSync(beats, new Date(), new Date()), 100)
  try {
    await expect(ensureServer(project, options)).rejects.toMatchObject({
      name: 'TdbtError',
      message: expect.stringContaining('another machine or container (other-host)'),
    })
  } finally {
    clearInterval(beating)
  }
  // One that was killed there beats no more.
  await expectWhole(project)
})
