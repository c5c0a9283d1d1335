import type { Writable } from 'node:stream'
import { endProcess } from './interrupt-signal.js'
import { main } from './main.js'

export { main }

/** Runs the command line as this process and ends it with the command's exit code. */
export async function runProcess(argv: readonly string[], version: string): Promise<void> {
  const stdout = quietOnBrokenPipe(process.stdout)
  const stderr = quietOnBrokenPipe(process.stderr)
  let code = 2
  try {
    code = await main(argv, { version, env: process.env, workingDir: process.cwd(), stdout, stderr })
  } catch (error) {
    // Only what fails before there is a reporter comes here.
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    stderr.write(`This is a bug in tdbt, not a mistake of yours:\n${text}\n`)
  }
  await Promise.all([flush(stdout), flush(stderr)])
  endProcess(code)
}

/** A reader that has seen enough (`| head`), or a terminal that was closed, ends the printing, not the work. */
function quietOnBrokenPipe(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error
  })
  return stream
}

function flush(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || !stream.writable) resolve()
    else stream.write('', () => resolve())
  })
}
