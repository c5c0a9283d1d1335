import { rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

/** @import { SupervisorReply, SupervisorRequest } from '../supervisor-protocol.js' */

/**
 * Listens for the requests of commands: a line of JSON each, answered by one. Only who holds the lock may call it,
 * since it takes the place of whatever a killed supervisor has left there.
 * @param {string} path
 * @param {(request: SupervisorRequest) => Promise<SupervisorReply | null>} answer
 * @returns {Promise<void>}
 */
export async function listenForRequests(path, answer) {
  if (process.platform !== 'win32') rmSync(path, { force: true })
  const server = createServer((socket) => {
    // A client that was killed is no matter of ours.
    socket.on('error', () => {})
    createInterface({ input: socket }).on('line', (line) => {
      void answer(JSON.parse(line)).then((reply) => {
        if (reply !== null && socket.writable) socket.end(`${JSON.stringify(reply)}\n`)
      })
    })
  })
  const umask = process.umask(0o077)
  try {
    await new Promise((/** @type {(nothing: void) => void} */ resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
  } finally {
    process.umask(umask)
  }
}
