import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readlinkSync, realpathSync, statfsSync } from 'node:fs'
import { chmod, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { giveToServer, superuser } from './cluster.js'
import { programFailure, runProgram, startProgram } from './run-program.js'
import { StartFailure } from './start-failure.js'

/** @import { ServerLocation } from '../server-location.js' */
/** @import { ServerAddress, SupervisorTask } from '../supervisor-protocol.js' */

/**
 * A server that answers. `gone` settles when its process has ended.
 * @typedef {{ pid: number, version: string, address: ServerAddress, gone: Promise<unknown> }} Postmaster
 */

export const database = 'tdbt'

/**
 * Starts the server, or takes over the one that a killed supervisor has left. Waits for as long as Postgres needs to
 * recover.
 * @param {SupervisorTask} task
 * @param {number} tries how often a server may come in between that a killed supervisor had just started
 * @returns {Promise<Postmaster>}
 */
export async function startPostmaster(task, tries = 3) {
  const { location } = task
  const left = await findLeftServer(location)
  if (left !== null) {
    const adopted = await adopt(task, left)
    if (adopted) return adopted
    await stopPostmaster(location, left.pid, processEnd(left.pid))
  }
  await clearLeftProcesses(location)
  const onSocket = process.platform !== 'win32'
  if (onSocket) await prepareSocketFolder(location)
  const port = task.tcpPort === null ? 5432 : task.tcpPort === 0 ? await freePort() : task.tcpPort
  const address = await addressOf(task, port)
  const { child, ended, logStart } = startProgram(location, 'postgres', [
    ...['-D', location.dataDir, '-p', String(port)],
    ...['-c', `listen_addresses=${task.tcpPort === null ? '' : '127.0.0.1'}`],
    ...['-c', `unix_socket_directories=${onSocket ? location.socketDir : ''}`],
    ...['-c', 'unix_socket_permissions=0700', '-c', 'logging_collector=off', '-c', 'log_destination=stderr'],
    ...['-c', `dynamic_shared_memory_type=${sharedMemoryType()}`],
  ])
  /** @type {number | string | null} */
  let exit = null
  void ended.then((code) => {
    exit = code
  })
  try {
    for (;;) {
      const state = (await isReady(location, child.pid)) ? await probe(address) : null
      if (exit !== null) break
      if (state !== null) return { pid: child.pid ?? 0, address, version: state.version, gone: ended }
      await sleep(15)
    }
  } catch (error) {
    child.kill('SIGINT')
    await ended
    throw error
  }
  if (tries > 1 && (await findLeftServer(location)) !== null) return startPostmaster(task, tries - 1)
  throw programFailure(location, 'postgres', exit, logStart)
}

/**
 * Whether the server that was just started says so itself: on its port another one may answer.
 * @param {ServerLocation} location
 * @param {number | undefined} pid
 */
async function isReady({ dataDir }, pid) {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready'
}

/**
 * @param {SupervisorTask} task
 * @param {{ pid: number, port: number, tcp: boolean }} left
 * @returns {Promise<Postmaster | null>}
 */
async function adopt(task, left) {
  if (left.tcp !== (task.tcpPort !== null)) return null
  const address = await addressOf(task, left.port)
  // One that can't be asked is of no use to the next command either, and is started anew.
  const state = await probe(address).catch(() => null)
  return state && { pid: left.pid, address, version: state.version, gone: processEnd(left.pid) }
}

/**
 * Ends a server that is known to live, as `pg_ctl stop` does: running queries are cancelled, nothing is lost.
 * @param {ServerLocation} location
 * @param {number} pid
 * @param {Promise<unknown>} gone
 */
export async function stopPostmaster(location, pid, gone) {
  if (process.platform === 'win32') {
    await runProgram(location, 'pg_ctl', [
      'stop',
      '-D',
      location.dataDir,
      '-m',
      'fast',
      '-w',
      '-t',
      '120',
      '-s',
    ])
    return
  }
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGQUIT', 'SIGKILL'])) {
    try {
      process.kill(pid, signal)
    } catch {
      // It has ended by itself meanwhile.
    }
    const end = await Promise.race([gone.then(() => true), sleep(60_000, false)])
    if (end) return
  }
}

/**
 * Ends whatever runs on the data folder.
 * @param {ServerLocation} location
 */
export async function endLeftServer(location) {
  const left = await findLeftServer(location)
  if (left !== null) await stopPostmaster(location, left.pid, processEnd(left.pid))
  await clearLeftProcesses(location)
}

/**
 * The number of open connections but the supervisor's own; null where all are taken.
 * @param {ServerAddress} address
 * @returns {Promise<number | null>}
 */
export async function countClients(address) {
  try {
    const [row] = await query(
      address,
      'postgres',
      `select count(*)::int as clients from pg_stat_activity
        where backend_type = 'client backend' and application_name <> '${ownName}'`,
    )
    return row.clients
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === tooManyConnections) return null
    throw error
  }
}

const tooManyConnections = '53300'

const ownName = 'tdbt supervisor'

/**
 * The process that postmaster.pid names, if it is this folder's server. The file of a killed server names a process
 * that is gone, or another one that has got its number: Postgres then waits for a stranger, so that the file must go.
 * @param {ServerLocation} location
 */
async function findLeftServer({ dataDir }) {
  const path = join(dataDir, 'postmaster.pid')
  const lines = await readFile(path, 'utf8').then(
    (text) => text.split('\n'),
    () => null,
  )
  if (lines === null) return null
  const pid = Number(lines[0])
  if (isServerOf(pid, dataDir)) return { pid, port: Number(lines[3]), tcp: (lines[5] ?? '').trim() !== '' }
  await rm(path, { force: true })
  return null
}

/**
 * @param {number} pid
 * @param {string} dataDir
 */
function isServerOf(pid, dataDir) {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    if (process.platform === 'linux') {
      // A server's processes stand in their data folder, under whatever name it goes now.
      return (
        readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir) &&
        /\/postgres( \(deleted\))?$/.test(readlinkSync(`/proc/${pid}/exe`))
      )
    }
    if (process.platform === 'darwin') {
      return execFileSync('/bin/ps', ['-ww', '-o', 'command=', '-p', String(pid)], {
        encoding: 'utf8',
      }).includes(dataDir)
    }
    process.kill(pid, 0)
    return true
  } catch {
    // No such process, or one of another account, which can't be our server.
    return false
  }
}

/**
 * Processes that outlived a killed postmaster hold its shared memory until they notice; a busy one may take long.
 * Only Linux tells which they are; elsewhere Postgres' own message stands.
 * @param {ServerLocation} location
 */
async function clearLeftProcesses({ dataDir }) {
  if (process.platform !== 'linux' || !existsSync(dataDir)) return
  const find = () =>
    readdirSync('/proc')
      .map(Number)
      .filter((pid) => isServerOf(pid, dataDir))
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGQUIT', 'SIGKILL'])) {
    const left = find()
    if (left.length === 0) return
    for (const pid of left) {
      try {
        process.kill(pid, signal)
      } catch {
        // It has ended by itself meanwhile.
      }
    }
    for (let waited = 0; waited < 1000 && find().length > 0; waited += 20) await sleep(20)
  }
}

/** @param {ServerLocation} location */
async function prepareSocketFolder(location) {
  // Leftover sockets of a killed server would be replaced by Postgres; those of another port would stay.
  await rm(location.socketDir, { recursive: true, force: true })
  mkdirSync(location.socketDir, { mode: 0o700 })
  await chmod(location.socketDir, 0o700)
  await giveToServer(location, location.socketDir)
}

/**
 * Containers often have 64 MB in /dev/shm, which parallel queries exhaust; System V segments have no such limit.
 */
function sharedMemoryType() {
  if (process.platform === 'win32') return 'windows'
  if (process.platform !== 'linux') return 'posix'
  try {
    const { blocks, bsize } = statfsSync('/dev/shm')
    return blocks * bsize >= 1 << 30 ? 'posix' : 'sysv'
  } catch {
    return 'sysv'
  }
}

/**
 * @param {SupervisorTask} task
 * @param {number} port
 * @returns {Promise<ServerAddress>}
 */
async function addressOf({ location, tcpPort }, port) {
  const common = { port, user: superuser, database }
  if (tcpPort === null) return { host: location.socketDir, ...common }
  return { host: '127.0.0.1', ...common, password: await readPassword(location) }
}

/** @param {ServerLocation} location */
async function readPassword({ passwordFile }) {
  try {
    // Who writes it by hand ends the line.
    return (await readFile(passwordFile, 'utf8')).trim()
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error
    const restore = 'restore it from where the data comes from'
    throw new StartFailure(
      `there is no ${passwordFile}, and clients on a port need the password in it.`,
      process.platform === 'win32'
        ? `${restore}; \`tdbt server reset\` deletes the data and begins anew`
        : `${restore}; or start the server without a port, set another by ` +
            `\`psql "$(tdbt server url)" -c "alter role ${superuser} password '...'"\`, and write that into the file`,
    )
  }
}

/**
 * Whether the server takes connections; makes the database that clients use where it is missing.
 * @param {ServerAddress} address
 * @returns {Promise<{ version: string } | null>} null where it does not yet
 */
async function probe(address) {
  try {
    const [row] = await query(
      address,
      'postgres',
      `select current_setting('server_version') as version,
        exists (select from pg_database where datname = '${database}') as made`,
    )
    if (!row.made) await query(address, 'postgres', `create database ${database}`)
    return { version: row.version }
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error)
    // No socket yet, nobody on it, or 57P03: starting up or shutting down.
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === '57P03') return null
    throw error
  }
}

/**
 * @param {ServerAddress} address
 * @param {string} database
 * @param {string} sql
 */
async function query(address, database, sql) {
  const client = new pg.Client({ ...address, database, ssl: false, application_name: ownName })
  // The server may end at any time; the query's own error tells it.
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      server.close(() => resolve(port))
    })
  })
}

/** @param {number} pid */
async function processEnd(pid) {
  for (;;) {
    try {
      process.kill(pid, 0)
    } catch {
      return
    }
    await sleep(50)
  }
}
