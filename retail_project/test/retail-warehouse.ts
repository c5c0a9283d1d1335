import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testDatabase } from '../../test/support/postgres.js'

const projectDir = fileURLToPath(new URL('..', import.meta.url))
const cli = fileURLToPath(new URL('../../packages/cli/bin/tdbt.js', import.meta.url))

// All that a load must leave the same, whatever way it took; the snapshot remembers that way on purpose.
const tables = [
  'staging_layer.stg_online_retail',
  'olap_layer.fact_transactions',
  'olap_layer.fact_invoices',
  'olap_layer.dim_date',
  'olap_layer.dim_product',
  'olap_layer.dim_customer',
  'olap_layer.dim_country',
  'olap_layer.monthly_revenue',
  'olap_layer.product_ranking',
  'olap_layer.customer_rfm',
  'olap_layer.customer_cohorts',
  'olap_layer.country_map',
]

/** The retail project in a database of its own, driven by the commands that a user types. */
export interface RetailWarehouse {
  /** Runs `tdbt ingest --data`, then `tdbt build`. Fails with the output of the one that failed. */
  load(file: string): Promise<void>
  /** Runs `tdbt build` and gives what it printed. */
  build(...args: string[]): Promise<string>
  query<Row extends object = Record<string, unknown>>(sql: string): Promise<Row[]>
  /** A fingerprint of the rows of each table, in no order: equal tables have equal ones. */
  fingerprints(): Promise<Record<string, string>>
  /** The transactions that wrote the rows of the fact: a row that a build leaves alone keeps its own. */
  writersOfFact(): Promise<string[]>
  drop(): Promise<void>
}

export async function retailWarehouse(): Promise<RetailWarehouse> {
  const database = await testDatabase()
  const scratch = await mkdtemp(join(tmpdir(), 'tdbt-retail-'))
  const { host, port, user, password, dbname } = database.credentials
  const env = {
    ...process.env,
    PGHOST: String(host),
    PGPORT: String(port),
    PGUSER: String(user),
    PGPASSWORD: String(password ?? ''),
    PGDATABASE: String(dbname),
    NO_COLOR: '1',
  }
  const project = ['--project-dir', projectDir, '--profiles-dir', projectDir, '--target', 'server']
  const tdbt = (command: string, ...args: string[]) => run([cli, command, ...project, ...args], env)
  const build = (...args: string[]) =>
    tdbt('build', '--target-path', join(scratch, 'target'), '--log-path', join(scratch, 'logs'), ...args)
  return {
    async load(file) {
      await tdbt('ingest', '--data', file)
      await build()
    },
    build,
    query: (sql) => database.query(sql),
    async fingerprints() {
      const found: Record<string, string> = {}
      for (const table of tables) {
        const [row] = await database.query<{ fingerprint: string }>(
          `select count(*) || ' rows ' || coalesce(md5(string_agg(row_md5, '' order by row_md5)), '') as fingerprint
           from (select md5(cast(t as text)) as row_md5 from ${table} as t) as hashed`,
        )
        found[table] = row?.fingerprint ?? ''
      }
      return found
    },
    async writersOfFact() {
      const rows = await database.query<{ writer: string }>(
        'select distinct cast(xmin as text) as writer from olap_layer.fact_transactions order by 1',
      )
      return rows.map((row) => row.writer)
    },
    async drop() {
      await database.drop()
      await rm(scratch, { recursive: true, force: true })
    },
  }
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer): void => {
      output += chunk.toString('utf8')
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(output)
      else reject(new Error(`tdbt ${args.slice(1).join(' ')} ended with ${code}\n${output}`))
    })
  })
}
