import { existsSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { TdbtError } from '@tdbt/adapter-api'
import { findServer, locateServer, type ServerLocation } from './server-location.js'
import { askSupervisor, startSupervisor } from './supervisor-client.js'
import type { RunningServer, ServerAddress, SupervisorTask } from './supervisor-protocol.js'

export interface ServerOptions {
  /** How long the server outlives its last client, in seconds; 60 where none is given. */
  readonly idleSeconds?: number
  /** Listens on a loopback port too, with a password: 0 takes a free one. Always so on Windows. */
  readonly tcpPort?: number
  /** Where programs, and data that can't be in the project, are kept instead of the account's usual folder. */
  readonly stateFolder?: string
}

export interface ServerStatus {
  /** `stale`: a killed server or supervisor left something that the next command mends. */
  readonly state: 'running' | 'starting' | 'stopped' | 'stale'
  /** Null where the project never had a server. */
  readonly dataDir: string | null
  readonly logFile: string | null
  readonly running: RunningServer | null
}

/**
 * Gives the address of the project's server, which is started if it isn't up and made at first use. Commands share
 * it; it stops by itself when its last client has been gone for a while. Throws a TdbtError with the server's own
 * words where it can't run.
 */
export async function ensureServer(projectRoot: string, options: ServerOptions = {}): Promise<ServerAddress> {
  return (await runServer(locateServer(projectRoot, options.stateFolder), options, false)).address
}

/** As ensureServer, but with `keep` the server stays up until somebody stops it. */
export async function startServer(
  projectRoot: string,
  options: ServerOptions & { readonly keep?: boolean } = {},
): Promise<RunningServer> {
  return runServer(locateServer(projectRoot, options.stateFolder), options, options.keep ?? false)
}

/** Stops the server, if it runs, and waits for its end. Gives whether there was anything to stop. */
export async function stopServer(projectRoot: string, options: ServerOptions = {}): Promise<boolean> {
  const location = findServer(projectRoot, options.stateFolder)
  if (location === null || (await statusOf(location)).state === 'stopped') return false
  await endServer(location, 'stop')
  return true
}

/** Stops the server and deletes its data, its log and its password. Nothing else of the project is touched. */
export async function resetServer(projectRoot: string, options: ServerOptions = {}): Promise<void> {
  const location = findServer(projectRoot, options.stateFolder)
  if (location !== null) await endServer(location, 'reset')
}

/** What there is of the project's server; starts and makes nothing. */
export async function serverStatus(projectRoot: string, options: ServerOptions = {}): Promise<ServerStatus> {
  const location = findServer(projectRoot, options.stateFolder)
  return location === null
    ? { state: 'stopped', dataDir: null, logFile: null, running: null }
    : statusOf(location)
}

/** The address as psql and other clients of libpq take it. It holds the password where TCP is used. */
export function serverUrl(address: ServerAddress): string {
  const { host, port, user, database, password } = address
  if (host.startsWith('/')) {
    return `postgresql://${user}@/${database}?host=${encodeURIComponent(host)}&port=${port}`
  }
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`
  return `postgresql://${user}${secret}@${host}:${port}/${database}`
}

async function statusOf(location: ServerLocation): Promise<ServerStatus> {
  const { dataDir, logFile } = location
  const reply = await askSupervisor(location, { ask: 'status' })
  const common = { dataDir, logFile, running: reply?.ready ?? null }
  if (reply?.ready) return { ...common, state: 'running' }
  if (reply !== null) return { ...common, state: 'starting' }
  return { ...common, state: existsSync(join(dataDir, 'postmaster.pid')) ? 'stale' : 'stopped' }
}

/** Tries that end without an answer (a kill at the wrong moment) before it is given up. */
const maxTries = 5

async function runServer(
  location: ServerLocation,
  options: ServerOptions,
  keep: boolean,
): Promise<RunningServer> {
  let started = 0
  const busySince = Date.now()
  for (;;) {
    const reply = await askSupervisor(location, { ask: 'ensure', keep })
    if (reply?.ready) return checkPort(reply.ready, options)
    if (reply?.stopping) {
      await sleep(50)
      continue
    }
    if (reply?.failure) {
      throw new TdbtError('embedded-not-started', `The embedded server can't run: ${reply.failure.message}`, {
        hint: reply.failure.hint,
      })
    }
    const outcome = await startSupervisor(taskFor(location, 'serve', options, keep))
    if (outcome !== 'busy' && ++started > maxTries) throw unanswered(location)
    if (outcome === 'busy' && Date.now() - busySince > 150_000) throw unanswered(location)
  }
}

/** A server that runs already is shared as it is; it can't be given a port. */
function checkPort(running: RunningServer, { tcpPort }: ServerOptions): RunningServer {
  const { password, port } = running.address
  if (tcpPort === undefined || (password !== undefined && (tcpPort === 0 || tcpPort === port))) return running
  const listens = password === undefined ? 'on its socket alone' : `on port ${port}`
  throw new TdbtError('embedded-elsewhere', `The embedded server runs already, and listens ${listens}.`)
}

async function endServer(location: ServerLocation, job: 'stop' | 'reset'): Promise<void> {
  for (let waited = 0; waited < 600; waited++) {
    // It answers by ending.
    await askSupervisor(location, { ask: 'stop' })
    if ((await startSupervisor(taskFor(location, job, {}, false))) === 'done') return
  }
  throw unanswered(location)
}

function taskFor(
  location: ServerLocation,
  job: SupervisorTask['job'],
  options: ServerOptions,
  keep: boolean,
): SupervisorTask {
  const defaultPort = process.platform === 'win32' ? 0 : null
  return {
    location,
    job,
    keep,
    idleSeconds: options.idleSeconds ?? 60,
    tcpPort: options.tcpPort ?? defaultPort,
    systemUser: systemUser(),
  }
}

function systemUser(): string {
  try {
    return userInfo().username
  } catch (error) {
    throw new TdbtError('embedded-account', 'The account that runs tdbt has a number but no name.', {
      hint: 'Give it a line in /etc/passwd: Postgres refuses to run without.',
      cause: error,
    })
  }
}

function unanswered(location: ServerLocation): TdbtError {
  const log = existsSync(location.logFile) ? readFileSync(location.logFile, 'utf8') : ''
  const tail = log.trimEnd().split('\n').slice(-12).join('\n')
  return new TdbtError(
    'embedded-not-started',
    `The embedded server of ${location.home} does not answer.\n${tail}`,
    {
      hint: `The whole log is in ${location.logFile}.`,
    },
  )
}
