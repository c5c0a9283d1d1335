import { readFileSync, readlinkSync, utimes } from 'node:fs'
import { readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { StartFailure } from './start-failure.js'

/** @import { ServerLocation } from '../server-location.js' */

/**
 * Locks and process numbers say nothing of other machines and containers that share the project's folder, and two
 * servers on one data folder destroy it. So each supervisor touches a file as long as it lives.
 */

const beat = 1000

/** @param {ServerLocation} location */
const heartbeatFile = ({ home }) => join(home, 'postgres.alive')

/** @param {ServerLocation} location */
export async function beginHeartbeat(location) {
  const path = heartbeatFile(location)
  await writeFile(path, machine())
  setInterval(() => {
    const now = new Date()
    // Where the folder was deleted there is nothing left to guard.
    utimes(path, now, now, () => {})
  }, beat).unref()
}

/** @param {ServerLocation} location */
export async function endHeartbeat(location) {
  const path = heartbeatFile(location)
  // After the project's folder was deleted and made anew, the file is another supervisor's.
  if ((await readFile(path, 'utf8').catch(() => null)) === machine()) await rm(path, { force: true })
}

/**
 * @param {ServerLocation} location
 * @throws {StartFailure} where a supervisor of another machine touches the file
 */
export async function assertNoOtherMachine(location) {
  const path = heartbeatFile(location)
  const found = await readFile(path, 'utf8').catch(() => null)
  if (found === null || found === machine()) return
  // Watching it move needs no clocks that agree.
  const before = await lastBeat(path)
  for (let waited = 0; waited < 4 * beat; waited += 100) {
    await sleep(100)
    const now = await lastBeat(path)
    if (now === null) return
    if (now !== before) {
      throw new StartFailure(
        `A server of another machine or container (${found.split(' ')[0]}) works on ${location.dataDir}.`,
        'Stop it there, or name one Postgres server in profiles.yml that all of them use.',
      )
    }
  }
}

/** @param {string} path */
const lastBeat = (path) =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => null,
  )

/** What tells apart the places where process numbers and locks mean the same. */
function machine() {
  if (process.platform !== 'linux') return hostname()
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')} ${readlinkSync('/proc/self/ns/net')}`
}
