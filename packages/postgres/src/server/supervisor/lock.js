import { constants, openSync } from 'node:fs'
import { createServer } from 'node:net'

/**
 * Takes a lock that the kernel releases when this process ends, however it ends. Linux: a name in the abstract socket
 * namespace; macOS: a file opened with O_EXLOCK; Windows: a named pipe. Gives whether it was free.
 * @param {string} name
 * @returns {Promise<boolean>}
 */
export async function takeLock(name) {
  if (process.platform === 'darwin') return lockFile(name)
  const server = createServer((socket) => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    })
    server.listen(process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : `\0${name}`, () => {
      server.unref()
      resolve(true)
    })
  })
}

/** Flag of open(2) on macOS, which Node hands through without naming it. */
const O_EXLOCK = 0x20

/** @param {string} path */
function lockFile(path) {
  try {
    openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NONBLOCK | O_EXLOCK, 0o600)
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EAGAIN') return false
    throw error
  }
}
