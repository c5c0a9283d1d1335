import { onTestFinished } from 'vitest'
import type { TestDatabase } from '../../../../../test/support/postgres.js'
import { type CallOptions, type Ended, projectFolder, type Running, startTdbt } from '../../support/tdbt.js'
import type { Keys } from './s3-server.js'

export interface LakeProject {
  readonly path: string
  ingest(args?: readonly string[], options?: CallOptions): Promise<Ended>
  start(args?: readonly string[], options?: CallOptions): Running
  /** `rows source_file` of the table. */
  loaded(): Promise<string>
}

export interface LakeOptions {
  /** Of the server of S3, or of the wire to it. */
  readonly port: number
  readonly keys: Keys
  /** `from` of the source, as it stands in tdbt.config.ts. */
  readonly from: string
  readonly env?: Readonly<Record<string, string>>
}

let projects = 0

/** Where nothing that this machine has of AWS is found. */
export const withoutAws = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
}

/** How the environment names a server and who asks. The name of the host is one of many that lead nowhere but there. */
export function awsEnv(port: number, { accessKeyId, secretAccessKey }: Keys): Record<string, string> {
  return {
    ...withoutAws,
    AWS_ENDPOINT_URL: `http://localhost:${port}`,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  }
}

/** A project whose one source is `lake.numbers` with the columns `id` and `twice`; it goes with the test. */
export async function lakeProject(
  database: TestDatabase,
  { port, keys, from, env = awsEnv(port, keys) }: LakeOptions,
): Promise<LakeProject> {
  projects += 1
  const schema = `lake_${projects}`
  const output = { ...database.credentials, schema, threads: 1 }
  const { path, remove } = await projectFolder({
    'dbt_project.yml': 'name: lake\nprofile: lake\n',
    'profiles.yml': JSON.stringify({ lake: { target: 'test', outputs: { test: output } } }),
    'tdbt.config.ts': `import { defineConfig, defineSource } from 'tdbt'
export default defineConfig({ sources: [defineSource({
  source: 'lake', schema: '${schema}', table: 'numbers', from: ${from}, columns: { id: 'integer', twice: 'bigint' },
})] })
`,
  })
  onTestFinished(remove)
  const start = (args: readonly string[] = [], options: CallOptions = {}) =>
    startTdbt(['ingest', ...args], { cwd: path, ...options, env: { ...env, ...options.env } })
  return {
    path,
    start,
    ingest: (args, options) => start(args, options).ended,
    async loaded() {
      const rows = await database.query<{ rows: number; file: string }>(
        `select count(*)::int as rows, min(source_file) as file from ${schema}.numbers`,
      )
      return rows.map(({ rows: count, file }) => `${count} ${file}`).join()
    },
  }
}

/** A CSV file of `lake.numbers` that is about so many bytes: wide rows, since few are loaded faster. */
export function numbers(bytes: number, first = 1): Buffer {
  const padding = 'x'.repeat(500)
  const rows = Math.ceil(bytes / padding.length)
  const lines = Array.from({ length: rows }, (_, at) => `${first + at},${(first + at) * 2},${padding}`)
  return Buffer.from(`id,twice,padding\n${lines.join('\n')}\n`)
}
