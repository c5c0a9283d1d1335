import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const bin = join(root, 'packages', 'cli', 'bin', 'tdbt.js')

export interface Ended {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  /** Waits until the output holds a text. Fails if the process ends without. */
  seen(text: string): Promise<void>
  kill(signal: NodeJS.Signals): void
  /** Types on its terminal. */
  type(keys: string): void
  /** Closes our end of its output, as `| head` does. */
  stopReading(): void
  readonly ended: Promise<Ended>
}

export interface CallOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Gives it a terminal, by util-linux' `script`, whose process this then is. */
  readonly terminal?: boolean
  /** Another account to run as; only root may. */
  readonly account?: { readonly uid: number; readonly gid: number }
}

/** Whether this machine has what gives a terminal to `startTdbt`. */
export const hasTerminals = /util-linux/.test(
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '',
)

/** Starts the built program as a user does. Nothing of the test's own environment changes what it prints. */
export function startTdbt(args: readonly string[], options: CallOptions = {}): Running {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(DBT_|NO_COLOR|FORCE_COLOR|PG)/.test(name),
  )
  const command = [process.execPath, bin, ...args]
  // Without exec, a shell that stays between (dash) gets the terminal's signals too and answers for the program.
  const inShell = `exec ${command.map(quoted).join(' ')}`
  const inTerminal = ['script', '--quiet', '--flush', '--return', '--command', inShell]
  const [program = '', ...words] = options.terminal ? [...inTerminal, '/dev/null'] : command
  const child = spawn(program, words, {
    cwd: options.cwd,
    env: { ...Object.fromEntries(inherited), ...options.env },
    ...options.account,
  })
  if (!options.terminal) child.stdin.end()
  let stdout = ''
  let stderr = ''
  const watchers = new Set<() => void>()
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    for (const look of watchers) look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  return {
    pid: child.pid ?? 0,
    ended,
    kill: (signal) => void child.kill(signal),
    type: (keys) => void child.stdin.write(keys),
    stopReading: () => void child.stdout.destroy(),
    async seen(text) {
      const appeared = new Promise<void>((resolve) => {
        const look = (): void => {
          if (stdout.includes(text)) resolve()
        }
        watchers.add(look)
        look()
      })
      const gone = ended.then(() => {
        if (!stdout.includes(text)) throw new Error(`it ended without '${text}':\n${stdout}${stderr}`)
      })
      await Promise.race([appeared, gone])
    },
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

export function tdbt(args: readonly string[], options: CallOptions = {}): Promise<Ended> {
  return startTdbt(args, options).ended
}

/** A folder with these files, removed by `remove`. */
export async function projectFolder(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly path: string; remove(): void }> {
  const path = mkdtempSync(join(tmpdir(), 'tdbt-cli-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true })
    await writeFile(join(path, name), text)
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Times and durations as fixed texts, so that two runs print the same. */
export function withoutTimes(text: string): string {
  return text
    .replace(/^\d\d:\d\d:\d\d {2}/gm, 'HH:MM:SS  ')
    .replace(/in \d+\.\d\ds\]/g, 'in N.NNs]')
    .replace(/in 0 hours 0 minutes and \d+\.\d\d seconds \(\d+\.\d\ds\)/g, 'in N seconds')
}
