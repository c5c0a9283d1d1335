import { ensureServer, resetServer, type ServerAddress, serverUrl, startServer } from '@tdbt/postgres'
import pg from 'pg'

/** The embedded server of the benchmarks: warm, and empty but for what a suite puts into it. */
export interface BenchServer {
  readonly version: string
  /** What psql, dbt's profiles and the project's `server` target read. */
  environment(database: string): Record<string, string>
  /** For programs that take libpq's address. */
  url(database: string): string
  /** Makes a database anew, as a copy where a template is named, and leaves no writing of it to be done later. */
  createDatabase(name: string, template?: string): Promise<void>
  query<Row extends object>(database: string, sql: string): Promise<Row[]>
  end(): Promise<void>
}

/** @param options.tcp lets other servers reach it: on TCP, with a password. */
export async function startBenchServer(
  root: string,
  options: { readonly tcp: boolean } = { tcp: false },
): Promise<BenchServer> {
  const started = await startServer(root, { keep: true, ...(options.tcp && { tcpPort: 0 }) })
  const address = options.tcp ? started.address : await ensureServer(root)
  const { version } = started
  const query = <Row extends object>(database: string, sql: string): Promise<Row[]> =>
    queryOnce<Row>({ ...address, database }, sql)
  return {
    version,
    environment: (database) => ({
      PGHOST: address.host,
      PGPORT: String(address.port),
      PGUSER: address.user,
      PGDATABASE: database,
      ...(address.password !== undefined && { PGPASSWORD: address.password }),
    }),
    url: (database) => serverUrl({ ...address, database }),
    async createDatabase(name, template = 'template0') {
      await query(address.database, `drop database if exists ${name} with (force)`)
      await query(address.database, `create database ${name} template ${template}`)
      await query(address.database, 'checkpoint')
    },
    query,
    end: () => resetServer(root),
  }
}

async function queryOnce<Row extends object>(address: ServerAddress, sql: string): Promise<Row[]> {
  const client = new pg.Client({ ...address })
  await client.connect()
  try {
    return (await client.query<Row>(sql)).rows
  } finally {
    await client.end()
  }
}
