import { TdbtError } from '@tdbt/adapter-api'
import type { SourceRow } from '../config/define-source.js'
import type { ResolvedSource } from '../config/resolved-source.js'
import type { ObtainedInput } from '../obtain/obtained-input.js'
import type { RawCell, RawRow } from '../read/raw-row.js'
import { toValueOf } from '../value/column-value.js'
import { copyField } from './copy-text.js'

/** A row as the fields of a COPY line, or why it can't be one. */
export type TypedRow = { readonly line: string } | { readonly rejected: string }

/** How messages name the file of a row, and how the hooks of a source are told it. */
export type RowFile = Pick<ObtainedInput, 'name' | 'label'>

/** Where a row is: the line for an editor, the row as `source_row` has it. */
export function rowLabel(file: RowFile, row: RawRow): string {
  const { line, position } = row
  return line === undefined ? `row ${position} of ${file.label}` : `${file.label}:${line}, row ${position}`
}

/**
 * How the rows under a header become the columns of the table. Throws a TdbtError where the header lacks a column
 * that the source reads, or has it twice.
 */
export function rowTyper(
  source: ResolvedSource,
  header: readonly RawCell[],
  file: RowFile,
): (row: RawRow) => TypedRow {
  const indexes = columnIndexes(source, header, file.label)
  const columns = source.columns.map((column, at) => ({
    from: column.from,
    index: indexes[at]!,
    toValue: toValueOf(column),
    required: column.required === true || source.key.includes(column.name),
    typeName: column.type,
  }))
  const preprocessed = source.preprocess.length === 0 ? undefined : preprocessor(source, indexes, file)

  return (row) => {
    if (row.refused !== undefined) return { rejected: row.refused }
    if (
      row.cells.length > header.length &&
      row.cells.some((cell, at) => at >= header.length && cell !== null)
    )
      return { rejected: `${row.cells.length} fields under a header of ${header.length}` }
    const changed = preprocessed?.(row)
    if (changed !== undefined && 'rejected' in changed) return changed

    let line = ''
    for (let at = 0; at < columns.length; at++) {
      const column = columns[at]!
      const cell = changed === undefined ? row.cells[column.index] : changed.cells[at]
      if (at > 0) line += '\t'
      if (cell === null || cell === undefined || cell === '') {
        if (column.required) return { rejected: `${column.from} is empty` }
        line += '\\N'
        continue
      }
      const value = column.toValue(cell)
      if (value === null)
        return { rejected: `${column.from}: ${quoted(cell)} is not of the type ${column.typeName}` }
      if (value.includes('\0'))
        return { rejected: `${column.from} holds a zero byte, which the database can't store` }
      line += copyField(value)
    }
    return { line }
  }
}

/** The row as the file has it, for the table of rejected rows. */
export function rawRowJson(header: readonly RawCell[], row: RawRow): string {
  const named: Record<string, RawCell> = {}
  for (let at = 0; at < Math.max(header.length, row.cells.length); at++) {
    const name = header[at] ?? `column ${at + 1}`
    named[Object.hasOwn(named, name) ? `${name} (column ${at + 1})` : name] = row.cells[at] ?? null
  }
  return JSON.stringify(named)
}

function columnIndexes(source: ResolvedSource, header: readonly RawCell[], label: string): number[] {
  const names = header.map((cell) => cell?.trim())
  const wanted = source.columns.map((column) => column.from)
  const missing = [...new Set(wanted.filter((name) => !names.includes(name)))]
  if (missing.length > 0)
    throw new TdbtError(
      'file-column-missing',
      `${label} has no ${columnsText(missing)}, which ${source.name} reads`,
      { hint: otherDelimiter(names) ?? shownHeader(names) },
    )
  const twice = wanted.filter((name) => names.indexOf(name) !== names.lastIndexOf(name))
  if (twice.length > 0)
    throw new TdbtError('file-column-missing', `${label} has more than one ${columnsText(twice)}`, {
      hint: shownHeader(names),
    })
  return wanted.map((name) => names.indexOf(name))
}

function columnsText(names: readonly string[]): string {
  return `column ${names.map((name) => `'${name}'`).join(', ')}`
}

const longestHint = 500

function shownHeader(names: readonly (string | undefined)[]): string {
  const shown = names.map((name) => name ?? '(empty)').join(', ')
  return `its header is: ${shown.length > longestHint ? `${shown.slice(0, longestHint)}…` : shown}`
}

/** A header that is one cell with another separator in it was not meant as one. */
function otherDelimiter(names: readonly (string | undefined)[]): string | undefined {
  const [only, ...others] = names
  const delimiter =
    others.length === 0 ? [';', '\t', '|', ','].find((sign) => only?.includes(sign)) : undefined
  if (delimiter === undefined) return undefined
  return `${shownHeader(names)}\nset delimiter: '${delimiter === '\t' ? '\\t' : delimiter}' in the source if that parts its columns`
}

/** The hooks of a source over a row: cells in the order of its columns, or the reason of the hook that refused. */
function preprocessor(source: ResolvedSource, indexes: readonly number[], file: RowFile) {
  const names = source.columns.map((column) => column.name)
  return (row: RawRow): { cells: RawCell[] } | { rejected: string } => {
    let changed: SourceRow = Object.fromEntries(
      names.map((name, at) => [name, row.cells[indexes[at]!] ?? null]),
    )
    for (const hook of source.preprocess) {
      const result = callHook(
        () => hook(changed, { file: file.name, position: row.position }),
        source,
        row,
        file,
      )
      if (isRejection(result)) return result
      changed = result
    }
    return { cells: names.map((name) => checkedCell(changed[name], name, source, row, file)) }
  }
}

function isRejection(
  result: SourceRow | { readonly rejected: string },
): result is { readonly rejected: string } {
  // A source may have a column of that name: then the object has the other columns too.
  return typeof result.rejected === 'string' && Object.keys(result).length === 1
}

function callHook<T>(call: () => T, source: ResolvedSource, row: RawRow, file: RowFile): T {
  let result: T
  try {
    result = call()
  } catch (error) {
    throw new TdbtError(
      'preprocess-failed',
      `preprocess of ${source.name} failed at ${rowLabel(file, row)}: ${error instanceof Error ? error.message : String(error)}`,
      { hint: 'return reject(reason) for a row that can not be used', cause: error },
    )
  }
  if (typeof result !== 'object' || result === null)
    throw new TdbtError(
      'preprocess-failed',
      `preprocess of ${source.name} returned no row at ${rowLabel(file, row)}`,
      { hint: 'return the row, or reject(reason)' },
    )
  return result
}

function checkedCell(
  cell: unknown,
  name: string,
  source: ResolvedSource,
  row: RawRow,
  file: RowFile,
): RawCell {
  if (cell === null || cell === undefined || typeof cell === 'string') return cell ?? null
  throw new TdbtError(
    'preprocess-failed',
    `preprocess of ${source.name} gave ${name} a ${typeof cell} at ${rowLabel(file, row)}`,
    { hint: 'cells are text or null; their column types them afterwards' },
  )
}

function quoted(text: string): string {
  return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`
}
