import { TdbtError } from '@tdbt/adapter-api'
import type { ResolvedSource } from '../config/resolved-source.js'
import type { ObtainedInput } from '../obtain/obtained-input.js'
import type { OnRead } from '../read/raw-row.js'
import { copyField } from './copy-text.js'
import type { RejectedRows } from './rejected-rows.js'
import { rawRowJson, rowLabel, rowTyper } from './type-row.js'

export interface RowCount {
  /** Rows that went into the table. */
  loaded: number
}

/** Text that is gathered before it becomes one buffer for the socket, in UTF-16 units. */
const bufferSize = 128 * 1024

/**
 * The rows of an input as COPY's text, in large buffers; what can't be typed goes to `rejected`. Throws a TdbtError for
 * an input that can't be read.
 */
export async function* copyRows(
  source: ResolvedSource,
  input: ObtainedInput,
  loadedAt: string,
  rejected: RejectedRows,
  count: RowCount,
  onRead: OnRead,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer, void, undefined> {
  const tail = `\t${copyField(input.name)}\t${loadedAt}\n`
  let text = ''
  let typeRow: ReturnType<typeof rowTyper> | undefined
  let header: readonly (string | null)[] = []

  for await (const batch of input.rows(onRead)) {
    signal?.throwIfAborted()
    for (const row of batch) {
      if (typeRow === undefined) {
        header = row.cells
        typeRow = rowTyper(source, header, input)
        continue
      }
      const typed = typeRow(row)
      if ('line' in typed) {
        count.loaded++
        text += `${typed.line}\t${row.position}${tail}`
      } else {
        const raw = copyField(rawRowJson(header, row))
        rejected.add(
          `${row.position}\t${copyField(typed.rejected)}\t${raw}${tail}`,
          `${rowLabel(input, row)}: ${typed.rejected}`,
        )
      }
    }
    await rejected.flush()
    if (text.length < bufferSize) continue
    yield Buffer.from(text)
    text = ''
  }
  if (typeRow === undefined) throw new TdbtError('file-empty', `${input.label} is empty: it has no header`)
  if (text !== '') yield Buffer.from(text)
}
