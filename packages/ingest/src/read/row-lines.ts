import type { FileHandle } from 'node:fs/promises'
import type { OnRead, RawCell, RawRow, RawRows } from './raw-row.js'

/** Rows as lines of JSON: how those of a plugin wait on disk between their coming and their loading. */

type Line = readonly RawCell[] | { readonly refused: string; readonly cells: readonly RawCell[] }

export function rowLine({ cells, refused }: Omit<RawRow, 'position'>): string {
  const line: Line = refused === undefined ? cells : { refused, cells }
  return `${JSON.stringify(line)}\n`
}

/** Reads what `rowLine` wrote; the first line is the header. The handle stays the caller's. */
export async function* readRowLines(handle: FileHandle, size: number, onRead?: OnRead): RawRows {
  let position = 0
  let read = 0
  let rest: Buffer = Buffer.alloc(0)
  const chunks = handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 })
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    read += chunk.length
    onRead?.(read, size)
    const whole = Buffer.concat([rest, chunk])
    const end = whole.lastIndexOf(newline) + 1
    rest = whole.subarray(end)
    if (end === 0) continue
    yield whole
      .toString('utf8', 0, end - 1)
      .split('\n')
      .map((text) => rowOf(text, position++))
  }
}

const newline = 10

function rowOf(text: string, position: number): RawRow {
  const line = JSON.parse(text) as Line
  return 'refused' in line ? { position, ...line } : { position, cells: line }
}
