import { createHash } from 'node:crypto'
import { TdbtError } from '@tdbt/adapter-api'
import type { IngestPlugin, PluginContext } from '../config/define-plugin.js'
import type { ResolvedColumn, ResolvedSource } from '../config/resolved-source.js'
import type { RawCell, RawRow } from '../read/raw-row.js'
import { readRowLines, rowLine } from '../read/row-lines.js'
import { openScratchFile, type ScratchFile } from '../read/scratch-file.js'
import { fieldCell, kindOf } from '../value/field-cell.js'
import { openHttp } from './http-client.js'
import type { HttpLimits } from './http-limits.js'
import type { ObtainedInput } from './obtained-input.js'
import { pluginFailure } from './plugin-failure.js'
import { request } from './request.js'

export interface ObtainRowsOptions {
  readonly projectRoot: string
  readonly limits: HttpLimits
  readonly signal: AbortSignal | undefined
  readonly onProgress: (rows: number, bytes: number) => void
}

/**
 * Takes the rows of a plugin to a scratch file, before anything happens in the database: however long a server lets
 * the plugin wait, no transaction stands open meanwhile, and the checksum tells whether the rows are those of before.
 * Throws a TdbtError for what the plugin throws, for a row that is none, and where a column's field is in no row.
 */
export async function obtainRows(
  plugin: IngestPlugin,
  source: ResolvedSource,
  options: ObtainRowsOptions,
): Promise<ObtainedInput> {
  const scratch = await openScratchFile()
  try {
    const written = await writeRows(scratch, plugin, source, options)
    return {
      name: plugin.name,
      label: plugin.name,
      ...written,
      rows: (onRead) => readRowLines(scratch.handle, written.bytes, onRead),
      assertUnchanged: () => Promise.resolve(),
      close: () => scratch.close(),
    }
  } catch (error) {
    await scratch.close()
    throw error
  }
}

/** Text that is gathered before it is written, in UTF-16 units. */
const bufferSize = 128 * 1024

async function writeRows(
  scratch: ScratchFile,
  plugin: IngestPlugin,
  source: ResolvedSource,
  options: ObtainRowsOptions,
): Promise<{ bytes: number; sha256: string }> {
  const reading = fieldReader(source.columns)
  const hash = createHash('sha256')
  let bytes = 0
  let rows = 0
  let text = rowLine({ cells: reading.header })
  const write = async (): Promise<void> => {
    const buffer = Buffer.from(text)
    text = ''
    hash.update(buffer)
    await scratch.append(buffer)
    bytes += buffer.length
  }
  let first: object | undefined
  for await (const row of rowsOf(plugin, options)) {
    rows++
    first ??= assertRow(row, rows, plugin)
    text += rowLine(reading.read(assertRow(row, rows, plugin)))
    options.onProgress(rows, bytes)
    if (text.length >= bufferSize) await write()
  }
  await write()
  if (first !== undefined) assertFieldsSeen(reading.unseen(), Object.keys(first), plugin, source)
  return { bytes, sha256: hash.digest('hex') }
}

/** What the plugin gives, with its errors made the user's. Ends at once when the load is broken off. */
async function* rowsOf(
  plugin: IngestPlugin,
  { projectRoot, limits, signal = new AbortController().signal }: ObtainRowsOptions,
): AsyncGenerator<unknown, void, undefined> {
  const http = openHttp(limits)
  // A plugin may have asked for the next page when its rows end; that nobody waits for it then is no one's mistake.
  const over = new AbortController()
  const asking = AbortSignal.any([signal, over.signal])
  const context: PluginContext = {
    signal,
    request(url, options = {}) {
      const { dispatcher } = http
      const askedBy = new Error().stack
      const answer = request(url, options, { dispatcher, limits, signal: asking, askedBy })
      answer.catch(() => {})
      return answer
    },
  }
  const broken = whenAborted(signal)
  try {
    const iterator = iteratorOf(plugin.rows(context), plugin)
    try {
      for (;;) {
        const next = await Promise.race([iterator.next(), broken.promise])
        if (next.done === true) return
        yield next.value
      }
    } finally {
      // A plugin that waits for something of its own would let its end wait as well.
      const ended = Promise.resolve(iterator.return?.())
      if (signal.aborted) ended.catch(() => {})
      else await ended
    }
  } catch (error) {
    signal.throwIfAborted()
    throw await pluginFailure(error, plugin, projectRoot)
  } finally {
    broken.dispose()
    over.abort()
    await http.close()
  }
}

function iteratorOf(rows: unknown, plugin: IngestPlugin): AsyncIterator<unknown> | Iterator<unknown> {
  if (typeof rows === 'object' && rows !== null) {
    const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = rows as Partial<
      AsyncIterable<unknown> & Iterable<unknown>
    >
    const iterator = later?.call(rows) ?? now?.call(rows)
    if (iterator !== undefined) return iterator
  }
  const kind = rows instanceof Promise ? 'a promise' : kindOf(rows)
  throw new TdbtError('plugin-rows', `${plugin.name}: rows() gave ${kind}, which holds no rows`, {
    hint: 'write it as a generator: async *rows({ request }) { ... yield row ... }',
  })
}

function whenAborted(signal: AbortSignal): { readonly promise: Promise<never>; dispose(): void } {
  let onAbort = (): void => {}
  const promise = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error)
    signal.addEventListener('abort', onAbort)
  })
  promise.catch(() => {})
  return { promise, dispose: () => signal.removeEventListener('abort', onAbort) }
}

function assertRow(row: unknown, position: number, plugin: IngestPlugin): object {
  if (typeof row === 'object' && row !== null && !Array.isArray(row)) return row
  throw new TdbtError('plugin-rows', `${plugin.name} gave ${kindOf(row)} as row ${position}`, {
    hint: Array.isArray(row)
      ? 'a list is given row by row: yield* rows'
      : 'a row is an object of values by the names of its fields',
  })
}

/** The fields that columns read as cells. */
function fieldReader(columns: readonly ResolvedColumn[]) {
  const header = [...new Set(columns.map((column) => column.from))]
  const needsAllDigits = header.map((field) =>
    columns.some((column) => column.from === field && !takesAnyDouble(column)),
  )
  const seen = header.map(() => false)
  return {
    header,
    read(row: object): Omit<RawRow, 'position'> {
      let reason: string | undefined
      const cells = header.map((field, at): RawCell => {
        if (!Object.hasOwn(row, field)) return null
        seen[at] = true
        const { cell, refused } = fieldCell((row as Record<string, unknown>)[field], needsAllDigits[at]!)
        if (refused !== undefined) reason ??= `${field} is ${refused}`
        return cell
      })
      return { cells, refused: reason }
    },
    unseen: () => header.filter((_, at) => !seen[at]),
  }
}

function takesAnyDouble({ type, significantDigits }: ResolvedColumn): boolean {
  return type === 'double precision' || significantDigits !== undefined
}

/** A field that is in no row is a name misspelt as likely as a value that nobody has: the plugin must say which. */
function assertFieldsSeen(
  unseen: readonly string[],
  present: readonly string[],
  plugin: IngestPlugin,
  source: ResolvedSource,
): void {
  if (unseen.length === 0) return
  throw new TdbtError(
    'plugin-rows',
    `no row of ${plugin.name} has the field '${unseen[0]}', which ${source.name} reads`,
    { hint: `the first row has ${present.join(', ') || 'none'}; give null where there is no value` },
  )
}
