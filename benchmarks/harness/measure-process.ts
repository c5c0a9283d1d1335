import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { Sample } from './sample.js'

export interface Measured extends Sample {
  readonly stdout: string
}

export interface ProcessOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

const pollMilliseconds = 10

/**
 * Runs a program to its end. Its peak memory is VmHWM as last seen, a mark that only rises; getrusage's would count
 * the harness too, whose memory a child has until it becomes the program. Throws an Error with the program's words
 * where it fails.
 */
export function measureProcess(
  command: string,
  args: readonly string[],
  options: ProcessOptions = {},
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: { ...cleanEnvironment(), ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let seconds = Number.NaN
    let peakBytes: number | undefined
    const poll = setInterval(() => {
      if (child.pid !== undefined) peakBytes = highWaterMark(child.pid) ?? peakBytes
    }, pollMilliseconds)
    const texts = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text
      })
    }
    child.on('error', (error) => {
      clearInterval(poll)
      reject(new Error(`${command} can't be run: ${error.message}`, { cause: error }))
    })
    child.on('exit', () => {
      seconds = (performance.now() - begun) / 1000
      clearInterval(poll)
    })
    child.on('close', (code, signal) => {
      if (code === 0) return resolve({ seconds, peakBytes, stdout: texts.stdout })
      const words = (texts.stdout + texts.stderr).slice(-4000)
      reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}\n${words}`))
    })
  })
}

/** Linux alone tells it. Undefined elsewhere, and for a process that has just ended. */
function highWaterMark(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** Nothing of the caller's settings may change what is measured. */
function cleanEnvironment(): Record<string, string> {
  const foreign = /^(DBT_|TDBT_|PG|PYTHON|NODE_|npm_|VIRTUAL_ENV|FORCE_COLOR)/
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  return { ...Object.fromEntries(kept as [string, string][]), NO_COLOR: '1' }
}
