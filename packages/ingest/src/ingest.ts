import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { type Adapter, type Connection, type Relation, TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import type { FileLocation } from './config/define-source.js'
import type { LoadedConfig, ResolvedSource } from './config/resolved-source.js'
import { selectSources } from './config/select-sources.js'
import { locationOf } from './config/validate-config.js'
import { createSchema } from './load/create-schema.js'
import { definitionFingerprint } from './load/definition-fingerprint.js'
import { readLoadRecord } from './load/load-record.js'
import { loadSource, targetOf } from './load/load-source.js'
import { defaultHttpLimits, type HttpLimits } from './obtain/http-limits.js'
import { type ObtainedFile, obtainFile } from './obtain/obtain-file.js'
import type { OnProgress } from './progress.js'

export interface IngestOptions {
  /** `source:name` or `source:name.table`; all sources where it is left out. */
  readonly select?: readonly string[]
  /** A file or URL to read instead of what the source names; a path is relative to the working directory. */
  readonly data?: string
  /** Loads also what is loaded already. */
  readonly fullRefresh?: boolean
  readonly onProgress?: OnProgress
  /** Called for each source as it is done. */
  readonly onResult?: (result: IngestResult) => void
  /** Breaks off: what runs on the server is cancelled, and the tables stay as they were. */
  readonly signal?: AbortSignal
  /** The clock of `loaded_at` and of the seconds in the results. */
  readonly now?: () => Date
  readonly http?: Partial<HttpLimits>
}

export interface IngestResult {
  /** `source.table`. */
  readonly source: string
  /** The table, `schema.table`. */
  readonly relation: string
  /** `skipped`: the table holds this very input already. */
  readonly status: 'loaded' | 'skipped'
  readonly rows: number
  readonly rejected: number
  readonly bytes: number
  readonly seconds: number
  /** sha256 of the file (of the checksums of all, where there are several). */
  readonly checksum: string
}

/**
 * Fills the raw tables of the selected sources, one after the other. A source that fails leaves its table as it was
 * and does not keep the others from being loaded; its error is thrown at the end (TdbtError, or TdbtErrors for
 * several). When `signal` breaks it off, its reason is thrown at once.
 */
export async function ingest(
  config: LoadedConfig,
  adapter: Adapter,
  options: IngestOptions = {},
): Promise<readonly IngestResult[]> {
  const sources = selectSources(config, options.select)
  if (options.data !== undefined && sources.length !== 1)
    throw new TdbtError(
      'ingest-data-for-one',
      `--data is for one source, and ${sources.length} are selected`,
      {
        hint: `select one: ${sources.map((source) => `--select source:${source.name}`).join(' or ')}`,
      },
    )
  const results: IngestResult[] = []
  const errors: TdbtError[] = []
  for (const source of sources) {
    try {
      const result = await ingestSource(config, adapter, source, options)
      results.push(result)
      options.onResult?.(result)
    } catch (error) {
      options.signal?.throwIfAborted()
      if (!(error instanceof TdbtError)) throw error
      errors.push(error)
    }
  }
  if (errors.length === 1) throw errors[0]
  if (errors.length > 1) throw new TdbtErrors(errors)
  return results
}

async function ingestSource(
  config: LoadedConfig,
  adapter: Adapter,
  source: ResolvedSource,
  options: IngestOptions,
): Promise<IngestResult> {
  const { signal } = options
  signal?.throwIfAborted()
  const { database } = await adapter.serverInfo()
  const target = targetOf(source, database)
  const connection = await adapter.acquire(`ingest ${source.name}`)
  const cancelling: Promise<void>[] = []
  const onAbort = (): void => {
    cancelling.push(connection.cancel())
  }
  signal?.addEventListener('abort', onAbort)
  try {
    // The lock comes before the download, so that a second run at the same time waits and then finds the work done.
    return await locked(adapter, connection, target, () =>
      refresh(config, adapter, connection, source, target, options),
    )
  } finally {
    signal?.removeEventListener('abort', onAbort)
    await Promise.all(cancelling)
    await adapter.release(connection)
  }
}

async function locked<T>(
  adapter: Adapter,
  connection: Connection,
  target: Relation,
  work: () => Promise<T>,
): Promise<T> {
  const release = await adapter.relations.lock(connection, target)
  let result: T
  try {
    result = await work()
  } catch (error) {
    // A session that broke has lost its lock with it; what matters is what broke it.
    await release().catch(() => {})
    throw error
  }
  await release()
  return result
}

/** Loads the source unless its table holds this very input already. */
async function refresh(
  config: LoadedConfig,
  adapter: Adapter,
  connection: Connection,
  source: ResolvedSource,
  target: Relation,
  options: IngestOptions,
): Promise<IngestResult> {
  const { signal, now = () => new Date() } = options
  const started = now()
  const files = await obtainFiles(config, source, options)
  const locations = files.map((file) => file.location)
  const checksum = checksumOf(files)
  const definition = definitionFingerprint(source, locations)
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const result = (status: IngestResult['status'], rows: number, rejected: number): IngestResult => ({
    source: source.name,
    relation: `${source.schema}.${source.table}`,
    status,
    rows,
    rejected,
    bytes,
    seconds: (now().getTime() - started.getTime()) / 1000,
    checksum,
  })

  const record = await readLoadRecord(connection, target, adapter.dialect)
  if (options.fullRefresh !== true && record?.checksum === checksum && record.definition === definition)
    return result('skipped', record.rows, record.rejected)

  await createSchema(adapter, connection, source.schema)
  const loaded = await loadSource(adapter, connection, source, target, files, {
    checksum,
    definition,
    loadedAt: now(),
    signal,
    onProgress: (rows, read, totalBytes) =>
      options.onProgress?.({ source: source.name, phase: 'load', rows, bytes: read, totalBytes }),
  })
  return result('loaded', loaded.rows, loaded.rejected)
}

async function obtainFiles(
  config: LoadedConfig,
  source: ResolvedSource,
  options: IngestOptions,
): Promise<ObtainedFile[]> {
  const files: ObtainedFile[] = []
  for (const location of options.data === undefined ? source.files : [overriding(options.data, source)]) {
    files.push(
      await obtainFile(location, {
        projectRoot: config.projectRoot,
        limits: { ...defaultHttpLimits, ...options.http },
        signal: options.signal,
        onProgress: (phase, bytes, totalBytes) =>
          options.onProgress?.({ source: source.name, phase, rows: 0, bytes, totalBytes }),
      }),
    )
  }
  return files
}

/** What the source says of its file's inside holds for the other file too; how it is packed need not. */
function overriding(data: string, source: ResolvedSource): FileLocation {
  const { sheet, encoding, delimiter } = source.files[0] ?? {}
  const location = locationOf(data)
  const path = location.path === undefined ? undefined : resolve(location.path)
  return { ...location, path, sheet, encoding, delimiter }
}

function checksumOf(files: readonly ObtainedFile[]): string {
  if (files.length === 1) return files[0]!.sha256
  return createHash('sha256')
    .update(files.map((file) => file.sha256).join('\n'))
    .digest('hex')
}
