import { renameSync, rmSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { prepareCluster, removeCluster, writeAccessRules } from './cluster.js'
import { listenForRequests } from './control.js'
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
  // 75 is supervisorBusy of the protocol: another one is at work.
  if (!(await takeLock(location.lock))) return 75
  if (task.job !== 'serve') {
    await copyPrograms(location)
    await endLeftServer(location)
    if (task.job === 'reset') await removeCluster(location)
    return 0
  }
  return serve(task)
}

/** @param {SupervisorTask} task */
async function serve(task) {
  const { location } = task
  let keep = task.keep
  let stopping = false
  let answered = false
  let lastUse = Date.now()
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
    console.error(error)
    // Those who wait hear the reason; nobody else is coming soon.
    for (let waited = 0; !answered && waited < 2000; waited += 20) await sleep(20)
    await sleep(20)
    return 0
  }
  let gone = false
  void postmaster.gone.then(() => {
    gone = true
    stop()
  })
  await untilUnused()
  if (!gone) await stopPostmaster(location)
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
      await started.catch(() => {})
      stop()
      return null
    }
    if (stopping) return { stopping: true }
    if (request.ask === 'ensure') {
      // Before any wait: a server that somebody was just told of must not stop.
      lastUse = Date.now()
      keep ||= request.keep
    }
    try {
      const { address, pid, version } = await started
      const clients = await countClients(address)
      lastUse = request.ask === 'ensure' ? Date.now() : lastUse
      if (stopping) return { stopping: true }
      return { ready: { address, pid, version, clients, keep, supervisorPid: process.pid } }
    } catch (error) {
      answered = true
      // A server that was killed a moment ago: the next supervisor mends it.
      if (!(error instanceof StartFailure) && wasStarted) {
        stop()
        return { stopping: true }
      }
      return { failure: describe(error) }
    }
  }

  async function untilUnused() {
    const pause = Math.min(5000, Math.max(50, task.idleSeconds * 250))
    while (!stopping) {
      await sleep(pause, undefined, { signal: wake.signal }).catch(() => {})
      if (stopping) return
      try {
        if ((await countClients(postmaster.address)) > 0) lastUse = Date.now()
      } catch (error) {
        // 53300: all connections are taken, so that there are clients.
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== '53300') throw error
        lastUse = Date.now()
      }
      // No await from here to the decision: a request is seen either before it or told to ask again.
      if (!keep && Date.now() - lastUse >= task.idleSeconds * 1000) stopping = true
    }
  }
}

let wasStarted = false

/** @param {SupervisorTask} task */
async function start(task) {
  const { location } = task
  startNewLog(location.logFile)
  await copyPrograms(location)
  await prepareCluster(location)
  await writeAccessRules(task)
  const postmaster = await startPostmaster(task)
  wasStarted = true
  return postmaster
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
    console.error(error)
    process.exit(1)
  },
)
