import { Readable } from 'node:stream'
import {
  type Adapter,
  type Connection,
  createRelation,
  type Relation,
  StatementError,
  TdbtError,
} from '@tdbt/adapter-api'
import type { ResolvedSource } from '../config/resolved-source.js'
import type { ObtainedInput } from '../obtain/obtained-input.js'
import { copyRows, type RowCount } from './copy-rows.js'
import { writeLoadRecord } from './load-record.js'
import { collectRejectedRows, type RejectedRows } from './rejected-rows.js'
import { analyze, copyFromStdin, createKey, createRawTable, createRejectedTable } from './statements.js'

export interface LoadOptions {
  readonly checksum: string
  readonly definition: string
  readonly loadedAt: Date
  readonly signal: AbortSignal | undefined
  readonly onProgress: (rows: number, bytes: number, totalBytes: number) => void
}

export interface LoadedRows {
  readonly rows: number
  readonly rejected: number
}

/** The table that a source fills. */
export function targetOf(source: ResolvedSource, database: string): Relation {
  return createRelation(
    { database, schema: source.schema, identifier: source.table },
    { type: 'table', include: { database: false, schema: true, identifier: true } },
  )
}

/**
 * Loads a source's input into a new table beside the old one and swaps them, with the table of rejected rows, all in one
 * transaction: until it commits nobody sees anything of it, and whatever breaks it off leaves what was there before.
 * Throws a TdbtError where an input can't be read, where more rows are rejected than the source permits and where its
 * key is not one.
 */
export async function loadSource(
  adapter: Adapter,
  connection: Connection,
  source: ResolvedSource,
  target: Relation,
  inputs: readonly ObtainedInput[],
  options: LoadOptions,
): Promise<LoadedRows> {
  const { dialect } = adapter
  const rejectedTarget = { ...target, identifier: `${source.table}_rejected` }
  const table = { ...target, identifier: besideName(source.table, dialect.maxIdentifierLength) }
  const rejectedTable = {
    ...target,
    identifier: besideName(rejectedTarget.identifier, dialect.maxIdentifierLength),
  }
  if (rejectedTarget.identifier.length > dialect.maxIdentifierLength)
    throw new TdbtError(
      'table-name-too-long',
      `the name ${rejectedTarget.identifier} is too long for ${dialect.name}`,
    )

  const rejected = collectRejectedRows()
  try {
    connection.begin()
    connection.enqueue(createRawTable(table, source, dialect))
    connection.enqueue(createRejectedTable(rejectedTable, dialect))
    const rows = await copyInputs(
      connection,
      copyFromStdin(table, dialect),
      source,
      inputs,
      rejected,
      options,
    )
    assertFewRejected(source, rows, rejected)
    if (rejected.count > 0)
      await connection.copyIn(
        copyFromStdin(rejectedTable, dialect),
        Readable.from(rejected.lines(), { objectMode: false }),
      )
    if (source.key.length > 0) await buildKey(connection, source, createKey(table, source.key, dialect))
    connection.enqueue(analyze(table, dialect))
    const bytes = inputs.reduce((sum, input) => sum + input.bytes, 0)
    const { checksum, definition } = options
    connection.enqueue(
      writeLoadRecord(table, { checksum, definition, rows, rejected: rejected.count, bytes }, dialect),
    )
    for (const input of inputs) await input.assertUnchanged()
    options.signal?.throwIfAborted()
    await adapter.relations.swap(connection, target, table)
    await adapter.relations.swap(connection, rejectedTarget, rejectedTable)
    await connection.commit()
    return { rows, rejected: rejected.count }
  } catch (error) {
    await connection.rollback()
    throw error
  } finally {
    await rejected.close()
  }
}

async function copyInputs(
  connection: Connection,
  sql: string,
  source: ResolvedSource,
  inputs: readonly ObtainedInput[],
  rejected: RejectedRows,
  options: LoadOptions,
): Promise<number> {
  const count: RowCount = { loaded: 0 }
  const totalBytes = inputs.reduce((sum, input) => sum + input.bytes, 0)
  let bytesBefore = 0
  let copied = 0
  for (const input of inputs) {
    // A reader's error reaches the server as a COPY that failed; what the user needs is what the reader said.
    let failure: { readonly error: unknown } | undefined
    const onRead = (bytes: number, total: number): void => {
      // A reader may count within what it unpacks; its share of the file is what matters.
      const share = total === 0 ? 1 : Math.min(1, bytes / total)
      options.onProgress(
        count.loaded + rejected.count,
        bytesBefore + Math.round(share * input.bytes),
        totalBytes,
      )
    }
    const rows = copyRows(
      source,
      input,
      options.loadedAt.toISOString(),
      rejected,
      count,
      onRead,
      options.signal,
    )
    const remembering = async function* () {
      try {
        yield* rows
      } catch (error) {
        failure = { error }
        throw error
      }
    }
    try {
      const stream = Readable.from(remembering(), { objectMode: false, highWaterMark: 512 * 1024 })
      copied += await connection.copyIn(sql, stream)
    } catch (error) {
      options.signal?.throwIfAborted()
      throw failure === undefined ? error : (failure as { error: unknown }).error
    }
    bytesBefore += input.bytes
  }
  if (copied !== count.loaded)
    throw new Error(`${source.name}: ${count.loaded} rows were sent, the database took ${copied}`)
  return copied
}

function assertFewRejected(source: ResolvedSource, rows: number, rejected: RejectedRows): void {
  const total = rows + rejected.count
  if (rejected.count <= source.maxRejectedShare * total) return
  const more = rejected.count - rejected.examples.length
  throw new TdbtError(
    'rejected-share',
    `${source.name}: ${rejected.count} of ${total} rows can't be loaded, more than the ${percent(source.maxRejectedShare)} that it permits; the table is as it was before\n` +
      rejected.examples.map((example) => `  ${example}`).join('\n') +
      (more > 0 ? `\n  and ${more} more` : ''),
    {
      details: {
        source: source.name,
        rows: total,
        rejected: rejected.count,
        share: rejected.count / total,
        limit: source.maxRejectedShare,
        examples: rejected.examples,
      },
    },
  )
}

async function buildKey(connection: Connection, source: ResolvedSource, sql: string): Promise<void> {
  try {
    await connection.query(sql)
  } catch (error) {
    if (!(error instanceof StatementError) || error.sqlState !== uniqueViolation) throw error
    throw new TdbtError(
      'key-not-unique',
      `${source.name}: rows agree in all columns of the key (${source.key.join(', ')}): ${error.detail ?? error.message}`,
      { cause: error },
    )
  }
}

const uniqueViolation = '23505'

function besideName(name: string, longest: number): string {
  const suffix = '__tdbt_new'
  return name.slice(0, longest - suffix.length) + suffix
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(4))} %`
}
