import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { measureProcess } from './measure-process.js'

const requirements = {
  'dbt-core': '1.11.16',
  'dbt-postgres': '1.11.0',
  pandas: '3.1.1',
  openpyxl: '3.1.5',
  sqlalchemy: '2.1.9',
  'psycopg2-binary': '2.9.13',
} as const

/** The programs of others that tdbt is measured beside. */
export interface Peers {
  readonly dbt: string
  readonly python: string
  readonly versions: Readonly<Record<string, string>>
}

/**
 * Installs the peers into a virtual environment in the account's cache folder, which is kept for the next time.
 * Throws an Error where Python 3 is missing or the package registry can't be reached.
 */
export async function installPeers(say: (text: string) => void): Promise<Peers> {
  const wanted = Object.entries(requirements).map(([name, version]) => `${name}==${version}`)
  const digest = createHash('sha256').update(wanted.join('\n')).digest('hex').slice(0, 8)
  const folder = join(cacheFolder(), 'tdbt-bench', `peers-${digest}`)
  const programs = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin')
  const complete = join(folder, 'complete')
  const peers = {
    dbt: join(programs, 'dbt'),
    python: join(programs, 'python'),
    versions: { dbt: requirements['dbt-core'], pandas: requirements.pandas, openpyxl: requirements.openpyxl },
  }
  if (existsSync(complete)) return peers
  say(`installing ${wanted.join(' ')}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await measureProcess(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder])
  await measureProcess(peers.python, ['-m', 'pip', 'install', '--quiet', ...wanted])
  writeFileSync(complete, `${wanted.join('\n')}\n`)
  return peers
}

function cacheFolder(): string {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? homedir()
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache')
}
