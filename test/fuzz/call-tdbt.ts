import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { CallOutcome } from './evidence.js'

/** What the built program has; its types are in packages/cli/src. */
interface Program {
  main(
    argv: readonly string[],
    surroundings: {
      readonly version: string
      readonly env: Readonly<Record<string, string>>
      readonly workingDir: string
      readonly stdout: Writable
      readonly stderr: Writable
    },
  ): Promise<number>
}

const cli = new URL('../../packages/cli/', import.meta.url)
const { version } = JSON.parse(readFileSync(new URL('package.json', cli), 'utf8')) as { version: string }

/** What takes longer than this will take for ever: an ordinary case takes a fifth of a second. */
export const hangSeconds = 30

interface Call {
  readonly words: readonly string[]
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
}

/** Calls the command line inside this process, which takes a third of the time of a process of its own. */
export async function callInside({ words, folder, env }: Call): Promise<CallOutcome> {
  const noise: string[] = []
  let giveUp: (code: null) => void = () => {}
  const uncaught = new Promise<null>((resolve) => {
    giveUp = resolve
  })
  const onError = (error: unknown): void => {
    noise.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
    giveUp(null)
  }
  const onWarning = (warning: Error): void => void noise.push(`${warning.name}: ${warning.message}`)
  process.on('uncaughtException', onError).on('warning', onWarning)
  const stdout = collector()
  const stderr = collector()
  const { main } = (await import(new URL('dist/run-process.js', cli).href)) as Program
  process.chdir(folder)
  try {
    const surroundings = { version, env, workingDir: folder, stdout: stdout.stream, stderr: stderr.stream }
    const code = await Promise.race([main(words, surroundings), uncaught])
    return { words, code, stdout: stdout.text(), stderr: stderr.text(), noise }
  } catch (error) {
    // What main throws is printed by nobody but runProcess, with its stack.
    onError(error)
    return { words, code: null, stdout: stdout.text(), stderr: stderr.text(), noise }
  } finally {
    process.off('uncaughtException', onError).off('warning', onWarning)
  }
}

/** Calls the command line as a user does. */
export function callProcess({ words, folder, env }: Call): Promise<CallOutcome> {
  const bin = fileURLToPath(new URL('bin/tdbt.js', cli))
  const child = spawn(process.execPath, [bin, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: hangSeconds * 1000,
    killSignal: 'SIGKILL',
  })
  const stdout = collector()
  const stderr = collector()
  child.stdout.pipe(stdout.stream)
  child.stderr.pipe(stderr.stream)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ words, code, stdout: stdout.text(), stderr: stderr.text(), noise: [] }),
    )
  })
}

function collector(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write(chunk: Buffer, _, done) {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') }
}
