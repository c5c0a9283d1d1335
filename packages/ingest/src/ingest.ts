import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import {
  type Adapter,
  type Connection,
  cancelOnAbort,
  type Relation,
  StatementError,
  TdbtError,
  TdbtErrors,
} from '@tdbt/adapter-api'
import type { LoadedConfig, ResolvedSource, SourceInput } from './config/resolved-source.js'
import { selectSources } from './config/select-sources.js'
import { locationOf } from './config/validate-config.js'
import {
  IngestInterrupted,
  type InterruptedSource,
  type SourceFailure,
  whatIsLeft,
} from './ingest-interrupted.js'
import { createSchema } from './load/create-schema.js'
import { definitionFingerprint } from './load/definition-fingerprint.js'
import { readLoadRecord } from './load/load-record.js'
import { loadSource, targetOf } from './load/load-source.js'
import { preprocessFailure } from './load/preprocess-failure.js'
import { defaultHttpLimits, type HttpLimits } from './obtain/http-limits.js'
import { obtainFile } from './obtain/obtain-file.js'
import { obtainRows } from './obtain/obtain-rows.js'
import type { ObtainedInput } from './obtain/obtained-input.js'
import type { OnProgress } from './progress.js'

export interface IngestOptions {
  /** `source:name` or `source:name.table`; all sources where it is left out. */
  readonly select?: readonly string[]
  /** A file or URL to read instead of what the source names; a path is relative to the working directory. */
  readonly data?: string
  /** `s3://bucket/prefix/`, where files are put first and loaded from, instead of what their source says of it. */
  readonly land?: string
  /** Where downloads are kept; `.tdbt/downloads` of the project where it is left out. */
  readonly downloadPath?: string
  /** Loads also what is loaded already. */
  readonly fullRefresh?: boolean
  readonly onProgress?: OnProgress
  /** The adapter of the server that a schema lives on, where that is not one for all. */
  readonly adapterOf?: (schema: string) => Adapter
  /** Called when a source's table is what its input says, loaded now or before; what it throws fails the source. */
  readonly afterLoad?: (table: Relation) => Promise<void>
  /** Called for each source as it is done. */
  readonly onResult?: (result: IngestResult) => void
  /** Called for each source that fails, before the next one; the error is thrown at the end too. */
  readonly onFailure?: (failure: SourceFailure) => void
  /** Called with what went wrong and stopped nothing. */
  readonly onWarning?: (message: string) => void
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
  /** What was read: paths, addresses without secrets, that of a file where it landed, or the plugin's name. */
  readonly files: readonly string[]
  /** sha256 of the file (of the checksums of all, where there are several), or of the rows that a plugin gave. */
  readonly checksum: string
}

/**
 * Fills the raw tables of the selected sources, one after the other. A source that fails leaves its table as it was
 * and does not keep the others from being loaded; its error is thrown at the end (TdbtError, or TdbtErrors for
 * several). When `signal` breaks it off, an IngestInterrupted is thrown at once.
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
  const { signal = new AbortController().signal, adapterOf = () => adapter, now = () => new Date() } = options
  const results: IngestResult[] = []
  const failures: SourceFailure[] = []
  for (const [at, source] of sources.entries()) {
    const interrupted = (left: InterruptedSource | null): IngestInterrupted => {
      const notStarted = sources.slice(left === null ? at : at + 1).map(({ name }) => name)
      return new IngestInterrupted(signal, left, notStarted, failures)
    }
    if (signal.aborted) throw interrupted(null)
    const started = now()
    try {
      const result = await ingestSource(config, adapterOf(source.schema), source, { ...options, signal })
      if (result.status === 'interrupted') throw interrupted(result)
      results.push(result)
      options.onResult?.(result)
    } catch (error) {
      if (!(error instanceof TdbtError)) throw error
      const failure: SourceFailure = {
        source: source.name,
        relation: `${source.schema}.${source.table}`,
        seconds: (now().getTime() - started.getTime()) / 1000,
        error: namingSource(source.name, error),
      }
      failures.push(failure)
      options.onFailure?.(failure)
    }
  }
  const [first, ...others] = failures.map(({ error }) => error)
  if (first === undefined) return results
  throw others.length === 0 ? first : new TdbtErrors([first, ...others])
}

/** The database knows no source: which one it was comes first. */
function namingSource(source: string, error: TdbtError): TdbtError {
  if (!(error instanceof StatementError)) return error
  const { code, message, detail, hint, sqlState } = error
  const text = [message, detail].filter((part) => part !== undefined && part !== '').join('\n')
  return new TdbtError(code, `${source}: ${text}`, { hint, sqlState, cause: error })
}

type Options = IngestOptions & { readonly signal: AbortSignal }

async function ingestSource(
  config: LoadedConfig,
  adapter: Adapter,
  source: ResolvedSource,
  options: Options,
): Promise<IngestResult | InterruptedSource> {
  const { signal } = options
  const stopCancelling = cancelOnAbort(
    signal,
    () => adapter.cancelAll(),
    (message) => options.onWarning?.(message),
  )
  let connection: Connection | undefined
  try {
    const { database } = await adapter.serverInfo()
    const target = targetOf(source, database)
    const held = await adapter.acquire(`ingest ${source.name}`)
    connection = held
    // The lock comes before the download, so that a second run at the same time waits and then finds the work done.
    return await locked(adapter, held, target, () =>
      // What gives the lock back must not be cancelled.
      refresh(config, adapter, held, source, target, options).finally(stopCancelling),
    ).then(async (result) => {
      await options.afterLoad?.(target)
      return result
    })
  } catch (error) {
    if (!signal.aborted) throw error
    await stopCancelling()
    const input = inputOf(source, options)
    return await whatIsLeft(config, source, input, options.downloadPath, connection, adapter.dialect)
  } finally {
    await stopCancelling()
    if (connection) await adapter.release(connection)
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
  options: Options,
): Promise<IngestResult> {
  const { signal, now = () => new Date() } = options
  const started = now()
  const input = inputOf(source, options)
  const obtained = await obtain(config, source, input, options)
  try {
    const checksum = checksumOf(obtained)
    const definition = definitionFingerprint(source, input)
    const bytes = obtained.reduce((sum, { bytes }) => sum + bytes, 0)
    const result = (status: IngestResult['status'], rows: number, rejected: number): IngestResult => ({
      source: source.name,
      relation: `${source.schema}.${source.table}`,
      status,
      rows,
      rejected,
      bytes,
      seconds: (now().getTime() - started.getTime()) / 1000,
      files: obtained.map(({ label }) => label),
      checksum,
    })

    const record = await readLoadRecord(connection, target, adapter.dialect)
    if (options.fullRefresh !== true && record?.checksum === checksum && record.definition === definition)
      return result('skipped', record.rows, record.rejected)

    await createSchema(adapter, connection, source.schema)
    const loaded = await loadSource(adapter, connection, source, target, obtained, {
      checksum,
      definition,
      loadedAt: now(),
      signal,
      onProgress: (rows, read, totalBytes) =>
        options.onProgress?.({ source: source.name, phase: 'load', rows, bytes: read, totalBytes }),
    }).catch(async (error: unknown) => {
      throw await preprocessFailure(error, config)
    })
    return result('loaded', loaded.rows, loaded.rejected)
  } finally {
    for (const one of obtained) await one.close()
  }
}

/** Brings what a source reads onto this machine. */
async function obtain(
  config: LoadedConfig,
  source: ResolvedSource,
  input: SourceInput,
  options: Options,
): Promise<ObtainedInput[]> {
  const { projectRoot } = config
  const { signal, onProgress } = options
  const limits = { ...defaultHttpLimits, ...options.http }
  if (input.kind === 'plugin') {
    const rows = await obtainRows(input.plugin, source, {
      projectRoot,
      limits,
      signal,
      onProgress: (rows, bytes) =>
        onProgress?.({ source: source.name, phase: 'download', rows, bytes, totalBytes: null }),
    })
    return [rows]
  }
  const files: ObtainedInput[] = []
  for (const location of input.files)
    files.push(
      await obtainFile(location, `${source.source}/${source.table}`, {
        projectRoot,
        downloadPath: options.downloadPath,
        limits,
        signal,
        onProgress: (phase, bytes, totalBytes) =>
          onProgress?.({ source: source.name, phase, rows: 0, bytes, totalBytes }),
      }),
    )
  return files
}

function inputOf({ input: own, name }: ResolvedSource, { data, land }: Options): SourceInput {
  const input = data === undefined ? own : overriding(data, own)
  if (land === undefined) return input
  if (input.kind === 'plugin')
    throw new TdbtError('landing-without-file', `${name} has no file to land: its rows come from a plugin`)
  return { kind: 'files', files: input.files.map((file) => ({ ...file, land })) }
}

/** What the source says of its file's inside holds for the other file too; how it is packed need not. */
function overriding(data: string, input: SourceInput): SourceInput {
  const { land, sheet, encoding, delimiter } = (input.kind === 'files' ? input.files[0] : undefined) ?? {}
  const location = locationOf(data)
  const path = location.path === undefined ? undefined : resolve(location.path)
  return { kind: 'files', files: [{ ...location, path, land, sheet, encoding, delimiter }] }
}

function checksumOf(inputs: readonly ObtainedInput[]): string {
  if (inputs.length === 1) return inputs[0]!.sha256
  return createHash('sha256')
    .update(inputs.map((input) => input.sha256).join('\n'))
    .digest('hex')
}
