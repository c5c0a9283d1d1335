import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Options } from '../options.js'
import { type BenchServer, startBenchServer } from './bench-server.js'
import { type Measured, measureProcess } from './measure-process.js'
import { installPeers, type Peers } from './peers.js'
import { findPsql } from './psql.js'

export const repository = fileURLToPath(new URL('../..', import.meta.url))

/** What the suites work with. */
export interface Lab {
  readonly options: Options
  /** Null without --peers. */
  readonly peers: Peers | null
  readonly psql: string | null
  say(text: string): void
  /** A new folder, gone at the end. */
  folder(name: string): string
  /** The warm server, started at first use. */
  server(): Promise<BenchServer>
  tdbt(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Measured>
  /** Only to be called with --peers. */
  dbt(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Measured>
  runPsql(database: string, script: string): Promise<Measured>
  end(): Promise<void>
}

export async function openLab(options: Options, say: (text: string) => void): Promise<Lab> {
  const cli = join(repository, 'packages/cli/bin/tdbt.js')
  if (!existsSync(cli)) throw new Error('tdbt is not built: npm run build')
  const peers = options.peers ? await installPeers(say) : null
  const psql = findPsql()
  const scratch = mkdtempSync(join(tmpdir(), 'tdbt-bench-'))
  // The account that runs the server for root must get through.
  chmodSync(scratch, 0o755)
  let server: Promise<BenchServer> | undefined
  const folder = (name: string): string => {
    const path = join(scratch, name)
    mkdirSync(path, { recursive: true })
    return path
  }
  const startServer = (): Promise<BenchServer> => {
    server ??= startBenchServer(folder('server'))
    return server
  }
  return {
    options,
    peers,
    psql,
    say,
    folder,
    server: startServer,
    tdbt: (args, env = {}) => measureProcess(process.execPath, [cli, ...args], { cwd: scratch, env }),
    dbt: (args, env = {}) =>
      measureProcess(peers?.dbt ?? 'dbt', args, {
        cwd: scratch,
        env: { ...env, DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' },
      }),
    async runPsql(database, script) {
      const environment = (await startServer()).environment(database)
      return measureProcess(psql ?? 'psql', ['-X', '-q', '-At', '-v', 'ON_ERROR_STOP=1', '-f', script], {
        cwd: scratch,
        env: environment,
      })
    },
    async end() {
      await (await server)?.end()
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}
