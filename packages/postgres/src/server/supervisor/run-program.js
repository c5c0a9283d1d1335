import { spawn } from 'node:child_process'
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { StartFailure } from './start-failure.js'

/** @import { ServerLocation } from '../server-location.js' */

/**
 * Starts one of Postgres' programs as the server's account, with its output in the server's log.
 * @param {ServerLocation} location
 * @param {'postgres' | 'initdb' | 'pg_ctl'} name
 * @param {readonly string[]} args
 */
export function startProgram(location, name, args) {
  const log = openSync(location.logFile, 'a', 0o600)
  try {
    const child = spawn(programPath(location, name), args, {
      ...(location.account ? { uid: location.account.uid, gid: location.account.gid } : {}),
      // The caller's folder may be closed to the server's account.
      cwd: process.platform === 'win32' ? location.home : '/',
      stdio: ['ignore', log, log],
      windowsHide: true,
    })
    const ended = new Promise((/** @type {(code: number | string) => void} */ resolve) => {
      child.once('error', (error) => resolve(error.message))
      child.once('exit', (code, signal) => resolve(code ?? signal ?? 'killed'))
    })
    return { child, ended, logStart: fstatSync(log).size }
  } finally {
    closeSync(log)
  }
}

/**
 * Runs a program to its end.
 * @param {ServerLocation} location
 * @param {'initdb' | 'pg_ctl'} name
 * @param {readonly string[]} args
 * @throws {StartFailure} with what the program said
 */
export async function runProgram(location, name, args) {
  const { ended, logStart } = startProgram(location, name, args)
  const code = await ended
  if (code !== 0) throw programFailure(location, name, code, logStart)
}

/**
 * @param {ServerLocation} location
 * @param {string} name
 * @param {number | string} code
 * @param {number} logStart where in the log the program began to write
 */
export function programFailure(location, name, code, logStart) {
  const said = logSince(location.logFile, logStart)
  const program = programPath(location, name)
  const ended = typeof code === 'number' ? `ended with code ${code}` : `ended: ${code}`
  return new StartFailure(
    `${name} ${ended}.${said === '' ? '' : `\n${said}`}`,
    hintFor(said, program, location),
  )
}

/**
 * @param {string} said
 * @param {string} program
 * @param {ServerLocation} location
 */
function hintFor(said, program, location) {
  if (/No space left on device|Disk quota exceeded|Check free disk space/.test(said)) {
    return `The disk of ${location.home} is full: free some space and try again.`
  }
  if (/Address already in use|could not bind/.test(said)) {
    return 'Another program uses the port: choose another one, or leave the choice to tdbt.'
  }
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(said)?.[1]
  if (library) return `Install the package of your system that has ${library}.`
  if (/could not look up (local|effective) user/.test(said)) {
    return 'The account that runs tdbt has a number but no name: give it a line in /etc/passwd.'
  }
  if (/could not resize shared memory|could not create shared memory/.test(said)) {
    return 'The machine (or container) gives too little shared memory: raise it (docker run --shm-size=1g).'
  }
  if (!existsSync(program)) return `Remove ${location.programs} to have it made anew.`
  return `The whole log is in ${location.logFile}.`
}

/**
 * The last lines that were written to the log since an offset.
 * @param {string} path
 * @param {number} start
 */
function logSince(path, start) {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const from = Math.max(start, size - 8192)
    const buffer = Buffer.alloc(Math.max(0, size - from))
    readSync(file, buffer, 0, buffer.length, from)
    return buffer.toString('utf8').trimEnd().split('\n').slice(-12).join('\n')
  } finally {
    closeSync(file)
  }
}

/**
 * @param {ServerLocation} location
 * @param {string} name
 */
function programPath(location, name) {
  return join(location.programs, 'bin', process.platform === 'win32' ? `${name}.exe` : name)
}
