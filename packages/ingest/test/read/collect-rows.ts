import type { RawCell } from '../../src/read/raw-row.js'
import { type ReadOptions, readRows } from '../../src/read/read-rows.js'
import { scratchFolder } from '../support/scratch-folder.js'

/** Reads a file of these bytes and gives its rows as `[position, ...cells]`. */
export async function rowsOf(
  content: string | Uint8Array,
  options: ReadOptions = {},
): Promise<(number | RawCell)[][]> {
  const folder = await scratchFolder()
  const path = await folder.write('file', content)
  const rows: (number | RawCell)[][] = []
  for await (const batch of readRows(path, options, 'data.file'))
    for (const row of batch) rows.push([row.position, ...row.cells])
  return rows
}
