import { spawn } from 'node:child_process'
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { TdbtError } from '@tdbt/adapter-api'
import type { ServerLocation } from './server-location.js'
import {
  type SupervisorReply,
  type SupervisorRequest,
  type SupervisorTask,
  supervisorBusy,
} from './supervisor-protocol.js'

/**
 * Asks the supervisor of a server. Gives null where there is none, and where it ended before it answered: a kill
 * closes its connections, so that nobody waits for a dead process.
 */
export function askSupervisor(
  location: ServerLocation,
  request: SupervisorRequest,
): Promise<SupervisorReply | null> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(location.control, () => socket.write(`${JSON.stringify(request)}\n`))
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EACCES' || error.code === 'EPERM') reject(error)
    })
    socket.on('close', () => resolve(text.endsWith('\n') ? (JSON.parse(text) as SupervisorReply) : null))
  })
}

/**
 * Starts a supervisor and waits until it listens, or has ended where its task is to end something. Where another one
 * is at work it waits a moment instead. Throws a TdbtError where the process itself fails.
 */
export async function startSupervisor(task: SupervisorTask): Promise<'started' | 'done' | 'busy'> {
  const { location } = task
  const log = openSync(location.logFile, 'a', 0o600)
  const logStart = fstatSync(log).size
  const entry = fileURLToPath(new URL('./supervisor/supervise.js', import.meta.url))
  const child = spawn(process.execPath, [entry, JSON.stringify(task)], {
    detached: true,
    cwd: process.platform === 'win32' ? location.home : '/',
    env: serverEnvironment(),
    stdio: ['ignore', log, log],
    windowsHide: true,
  })
  closeSync(log)
  child.unref()
  let ended: number | string | null = null
  child.once('error', (error) => {
    ended = error.message
  })
  child.once('exit', (code, signal) => {
    ended = code ?? signal ?? 'killed'
  })
  for (;;) {
    if (ended === 0) return 'done'
    if (ended === supervisorBusy) {
      await sleep(50)
      return 'busy'
    }
    // A kill is no failure of the supervisor's own: the caller tries again.
    if (ended === 'SIGKILL' || ended === 'SIGTERM') return 'done'
    if (ended !== null) throw failedSupervisor(location, ended, logStart)
    if (task.job === 'serve' && (await canConnect(location.control))) return 'started'
    await sleep(5)
  }
}

function failedSupervisor(location: ServerLocation, ended: number | string, logStart: number): TdbtError {
  const said = readFileSync(location.logFile).subarray(logStart).toString('utf8').trim()
  return new TdbtError(
    'embedded-not-started',
    `The embedded server's supervisor ended (${ended}).\n${said}`,
    {
      hint: `The whole log is in ${location.logFile}.`,
    },
  )
}

function canConnect(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

/** What is meant for the caller (a debugger, PGPORT, PGOPTIONS) must not reach the server. */
function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|NODE_|LC_|LANG|TZ$)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}
