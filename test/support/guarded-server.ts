import { chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resetServer, startServer } from '@tdbt/postgres'
import pg from 'pg'

/** A Postgres server of one's own that has TLS and asks for passwords. */
export interface GuardedServer {
  readonly port: number
  /** The folder of its socket, on which the account of the test needs no password. */
  readonly socketFolder: string
  query(sql: string): Promise<Record<string, unknown>[]>
  /** Says who may connect over TCP: lines of pg_hba.conf, the first that fits counts. */
  admit(...lines: readonly string[]): Promise<void>
  close(): Promise<void>
}

const fixtures = fileURLToPath(new URL('../../packages/postgres/test/fixtures/', import.meta.url))

/** Its certificate, `localhost.crt`, is for `localhost` alone; it trusts those that this one has signed. */
export async function guardedServer(): Promise<GuardedServer> {
  const root = mkdtempSync(join(tmpdir(), 'tdbt-guarded-'))
  const { address } = await startServer(root, { keep: true, tcpPort: 0 })
  const client = new pg.Client({ ...address })
  await client.connect()
  const query = async (sql: string, parameters: readonly unknown[] = []) =>
    (await client.query(sql, [...parameters])).rows as Record<string, unknown>[]
  const [place] =
    await query(`select current_setting('data_directory') as data, current_setting('hba_file') as hba,
    current_setting('unix_socket_directories') as sockets`)
  const { data, hba, sockets } = place as { data: string; hba: string; sockets: string }
  const { uid, gid } = statSync(data)
  // Root gives them to the account that the server runs as.
  const write = (path: string, text: string): void => {
    writeFileSync(path, text, { mode: 0o600 })
    chownSync(path, uid, gid)
  }
  const local = 'local all all peer map=tdbt'
  /** A reload takes a moment: it is over when a session that begins now has the new files. */
  const reload = async (): Promise<void> => {
    const [{ now } = {}] = await query('select clock_timestamp() as now')
    await query('select pg_reload_conf()')
    for (let isOver = false; !isOver; ) {
      const fresh = new pg.Client({ ...address, host: sockets, password: undefined })
      await fresh.connect()
      const { rows } = await fresh.query<{ over: boolean }>('select pg_conf_load_time() > $1 as over', [now])
      await fresh.end()
      isOver = rows[0]?.over === true
    }
  }
  const admit = async (...lines: readonly string[]): Promise<void> => {
    write(hba, `${[local, ...lines].join('\n')}\n`)
    await reload()
  }
  for (const name of ['localhost.crt', 'localhost.key']) {
    write(join(data, name), readFileSync(join(fixtures, name), 'utf8'))
  }
  const settings = {
    ssl_cert_file: 'localhost.crt',
    ssl_key_file: 'localhost.key',
    ssl_ca_file: 'localhost.crt',
  }
  for (const [name, value] of Object.entries({ ...settings, ssl: 'on' })) {
    await query(`alter system set ${name} = '${value}'`)
  }
  await admit('host all all all scram-sha-256')
  return {
    port: address.port,
    socketFolder: sockets,
    query,
    admit,
    async close() {
      await client.end()
      await resetServer(root)
      rmSync(root, { recursive: true, force: true })
    },
  }
}
