import { renameSync, rmSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepareCluster, removeCluster, writeAccessRules } from './cluster.js'
import { listenForRequests } from './control.js'
import { assertNoOtherMachine, beginHeartbeat, endHeartbeat } from './heartbeat.js'
import { takeLock } from './lock.js'
import { countClients, endLeftServer, startPostmaster, stopPostmaster } from './postmaster.js'
import { copyPrograms } from './programs.js'
import { StartFailure } from './start-failure.js'

/** @import { SupervisorReply, SupervisorRequest, SupervisorTask } from '../supervisor-protocol.js' */

/**
 * The process behind one project's server: it starts the server, tells commands where it is, and ends with it. What
 * it must remember is in memory, and what it holds the kernel takes back, so that a kill leaves nothing to believe.
 */

/** @param {SupervisorTask} task */
async function supervise(task) {
  const { location } = task
  // What the server's account must read is readable whatever the caller's umask; secrets have modes of their own.
  process.umask(0o022)
  if (!(await takeLock(location.lock))) return busy
  if (task.job === 'serve') return serve(task)
  await assertNoOtherMachine(location)
  await endLeftServer(location)
  if (task.job === 'reset') await removeCluster(location)
  await endHeartbeat(location)
  return 0
}

/** supervisorBusy of the protocol. */
const busy = 75

/** @param {SupervisorTask} task */
async function serve(task) {
  const { location } = task
  let keep = task.keep
  let stopping = false
  let failureTold = false
  let lastUse = Date.now()
  let ready = false
  const wake = new AbortController()

  const started = start(task)
  // Each request awaits it too; without one its failure must not end the process.
  started.catch(() => {})

  await listenForRequests(location.control, answer)
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  process.on('SIGHUP', () => {})

  /** @type {Awaited<typeof started>} */
  let postmaster
  try {
    postmaster = await started
  } catch (error) {
    console.error(error instanceof StartFailure ? `${error.message}\n${error.hint}` : error)
    // Those who wait hear the reason; nobody else is coming soon.
    for (let waited = 0; !failureTold && waited < 2000; waited += 20) await sleep(20)
    await sleep(20)
    await endHeartbeat(location)
    return 0
  }
  ready = true
  let gone = false
  void postmaster.gone.then(() => {
    gone = true
    stop()
  })
  await untilUnused()
  // What a killed server leaves is cleared by the next supervisor: its folder may be another's by now.
  if (!gone) await stopPostmaster(location, postmaster.pid, postmaster.gone)
  await endHeartbeat(location)
  if (process.platform !== 'win32') {
    rmSync(location.control, { force: true })
    rmSync(location.socketDir, { recursive: true, force: true })
  }
  return 0

  function stop() {
    stopping = true
    wake.abort()
  }

  /**
   * @param {SupervisorRequest} request
   * @returns {Promise<SupervisorReply | null>}
   */
  async function answer(request) {
    if (request.ask === 'stop') {
      stop()
      return null
    }
    if (stopping || failureTold) return { stopping: true }
    if (request.ask === 'status' && !ready) return { starting: true }
    if (request.ask === 'ensure') {
      // Before any wait: a server that somebody is told of must not stop.
      lastUse = Number.POSITIVE_INFINITY
      keep ||= request.keep
    }
    try {
      const { address, pid, version } = await started
      const clients = await countClients(address).catch(() => 'gone')
      if (typeof clients === 'string') {
        // Killed a moment ago: the next supervisor mends it.
        stop()
        return { stopping: true }
      }
      return { ready: { address, pid, version, clients, keep, supervisorPid: process.pid } }
    } catch (error) {
      failureTold = true
      return { failure: describe(error) }
    } finally {
      if (request.ask === 'ensure') lastUse = Date.now()
    }
  }

  async function untilUnused() {
    const pause = Math.min(5000, Math.max(50, task.idleSeconds * 250))
    while (!stopping) {
      await sleep(pause, undefined, { signal: wake.signal }).catch(() => {})
      if (stopping) return
      const clients = await countClients(postmaster.address).catch(() => 'gone')
      // From here to the decision nothing waits: a request came before it, or is told to ask again.
      if (clients === 'gone') stopping = true
      else if (clients !== 0) lastUse = Math.max(lastUse, Date.now())
      else if (!keep && Date.now() - lastUse >= task.idleSeconds * 1000) stopping = true
    }
  }
}

/** @param {SupervisorTask} task */
async function start(task) {
  const { location } = task
  startNewLog(location.logFile)
  await assertNoOtherMachine(location)
  await beginHeartbeat(location)
  await copyPrograms(location)
  await prepareCluster(location)
  await writeAccessRules(task)
  return startPostmaster(task)
}

/** @param {string} path */
function startNewLog(path) {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  if (size > 16 * 1024 * 1024) renameSync(path, `${path}.1`)
}

/** @param {unknown} error */
function describe(error) {
  if (error instanceof StartFailure) return { message: error.message, hint: error.hint }
  const message = error instanceof Error ? error.message : String(error)
  const full = /ENOSPC|EDQUOT/.test(message)
  return { message, hint: full ? 'The disk is full: free some space and try again.' : '' }
}

supervise(JSON.parse(process.argv[2] ?? 'null')).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof StartFailure ? `${error.message}\n${error.hint}` : error)
    process.exit(1)
  },
)
