import type { Connection, Dialect, TdbtError } from '@tdbt/adapter-api'
import type { LoadedConfig, ResolvedSource, SourceInput } from './config/resolved-source.js'
import { tableExists } from './load/load-record.js'
import { downloadCache, keptDownload } from './obtain/fetch-file.js'
import { addressOf } from './obtain/obtain-file.js'

/** What an interrupt leaves of the source that was being loaded. */
export interface InterruptedSource {
  /** `source.table`. */
  readonly source: string
  /** The table, `schema.table`, which is as it was. */
  readonly relation: string
  readonly status: 'interrupted'
  /** Whether there is a table; null where nobody could look. */
  readonly exists: boolean | null
  /** What is kept of its files that were fetched; null where nothing is. */
  readonly download: { readonly bytes: number; readonly isComplete: boolean } | null
}

/** A source that could not be loaded, whose table is as it was. */
export interface SourceFailure {
  /** `source.table`. */
  readonly source: string
  /** The table, `schema.table`. */
  readonly relation: string
  readonly seconds: number
  readonly error: TdbtError
}

/** An ingest that was broken off by its signal. */
export class IngestInterrupted extends Error {
  override readonly name = 'IngestInterrupted'
  /** Null where it was between two sources. */
  readonly interrupted: InterruptedSource | null
  /** The sources that it had not begun: `source.table`. */
  readonly notStarted: readonly string[]
  /** What had failed before, by `source.table`. */
  readonly failures: readonly SourceFailure[]

  constructor(
    { reason }: AbortSignal,
    interrupted: InterruptedSource | null,
    notStarted: readonly string[],
    failures: readonly SourceFailure[],
  ) {
    super(reason instanceof Error ? reason.message : String(reason), { cause: reason })
    this.interrupted = interrupted
    this.notStarted = notStarted
    this.failures = failures
  }
}

/** Looks at the table, where the source had got as far as to a session, and at what was fetched. */
export async function whatIsLeft(
  config: LoadedConfig,
  source: ResolvedSource,
  input: SourceInput,
  downloadPath: string | undefined,
  connection: Connection | undefined,
  dialect: Dialect,
): Promise<InterruptedSource> {
  const cacheDir = downloadPath ?? downloadCache(config.projectRoot)
  const files = input.kind === 'files' ? input.files : []
  const addresses = files.flatMap((file) => addressOf(file) ?? [])
  const kept = (await Promise.all(addresses.map((address) => keptDownload(address, cacheDir)))).filter(
    (download) => download !== null,
  )
  return {
    source: source.name,
    relation: `${source.schema}.${source.table}`,
    status: 'interrupted',
    // A session that the interrupt has broken can't be asked.
    exists: connection ? await tableExists(connection, source, dialect).catch(() => null) : null,
    download:
      kept.length === 0
        ? null
        : {
            bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
            isComplete: kept.length === addresses.length && kept.every(({ isComplete }) => isComplete),
          },
  }
}
