import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { resetServer, type ServerAddress, type ServerOptions, serverStatus } from '../../src/index.js'

export const isRoot = process.getuid?.() === 0

/** A folder for a file's tests: projects with servers of their own, which all end with it. */
export function openWorkshop() {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tdbt-server-')))
  chmodSync(folder, 0o755)
  const stateFolder = join(folder, 'state')
  mkdirSync(stateFolder)
  const options: ServerOptions = { stateFolder }
  const projects: string[] = []
  return {
    folder,
    options,
    project(name: string): string {
      const path = join(folder, name)
      mkdirSync(path, { recursive: true })
      projects.push(path)
      return path
    },
    async close(): Promise<void> {
      for (const path of projects) await resetServer(path, options)
      for (const pid of supervisorsOf(folder)) kill(pid)
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
    },
  }
}

/** Pids of the supervisors whose task names a folder. */
export function supervisorsOf(folder: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        return command.includes('supervise.js') && command.includes(folder)
      } catch {
        return false
      }
    })
    .map(Number)
}

export async function ask(address: ServerAddress, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...address })
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}

export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 20) {
    if (await isTrue()) return
    await sleep(20)
  }
  throw new Error(`Waited in vain until ${what}`)
}

export async function runningServer(project: string, options: ServerOptions) {
  const { running } = await serverStatus(project, options)
  if (running === null) throw new Error('no server runs')
  return running
}
