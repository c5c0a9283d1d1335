import { numberCellText } from '../../value/decimal.js'
import type { RawCell, RawRow, RawRows } from '../raw-row.js'
import { parseXml } from './parse-xml.js'
import { serialDateText } from './serial-date.js'
import { unescapeText } from './shared-strings.js'

export interface SheetContext {
  readonly sharedStrings: readonly string[]
  /** By cell style: whether its numbers are dates. */
  readonly dateStyles: readonly boolean[]
  readonly date1904: boolean
}

const batchSize = 200

/**
 * The rows of a sheet that hold anything, in their order; the first of them is the header. A row's position is its
 * number on the sheet counted from there, so that it can be found in Excel.
 */
export async function* readSheetRows(
  bytes: AsyncIterable<Buffer>,
  context: SheetContext,
  label: string,
): RawRows {
  let batch: RawRow[] = []
  let headerRow = 0
  let rowNumber = 0
  let cells: RawCell[] = []
  let filled = false

  let column = 0
  let type: string | undefined
  let style = 0
  let value = ''
  let inValue = false
  let inPhonetic = false

  const toText = cellText(context)
  const open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name === 'c') {
      const reference = attributes.r
      column = reference === undefined ? cells.length : columnOf(reference)
      type = attributes.t
      style = Number(attributes.s ?? 0)
      value = ''
    } else if (name === 'v') inValue = true
    else if (name === 't') inValue = !inPhonetic
    else if (name === 'rPh') inPhonetic = true
    else if (name === 'row') {
      rowNumber = attributes.r === undefined ? rowNumber + 1 : Number(attributes.r)
      cells = []
      filled = false
    }
  }
  const close = (name: string): void => {
    if (name === 'c') {
      const text = value === '' ? null : toText(value, type, style)
      while (cells.length < column) cells.push(null)
      cells[column] = text
      if (text !== null) filled = true
    } else if (name === 'v' || name === 't') inValue = false
    else if (name === 'rPh') inPhonetic = false
    else if (name === 'row' && filled) {
      if (headerRow === 0) headerRow = rowNumber
      batch.push({ position: rowNumber - headerRow, cells })
    }
  }
  const text = (part: string): void => {
    if (inValue) value += part
  }

  for await (const _chunk of parseXml(bytes, { open, close, text }, label)) {
    if (batch.length < batchSize) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** `AB12` is column 27, counted from 0. */
function columnOf(reference: string): number {
  let column = 0
  for (let index = 0; index < reference.length; index++) {
    const code = reference.charCodeAt(index)
    if (code < 65 || code > 90) break
    column = column * 26 + code - 64
  }
  return column - 1
}

function cellText({ sharedStrings, dateStyles, date1904 }: SheetContext) {
  // Rows of one event stand together and share its time.
  let lastDate = ''
  let lastDateText: string | null = null

  return (value: string, type: string | undefined, style: number): RawCell => {
    switch (type) {
      case undefined:
      case 'n':
        if (dateStyles[style] !== true) return numberCellText(value) ?? value
        if (value !== lastDate) {
          lastDate = value
          lastDateText = serialDateText(Number(value), date1904)
        }
        return lastDateText ?? numberCellText(value) ?? value
      case 's':
        return sharedStrings[Number(value)] || null
      case 'b':
        return value === '1' ? 'true' : 'false'
      case 'd':
        return value
      // A formula's error (`e`) is the text that Excel shows, `#N/A`: no typed column takes it.
      default:
        return unescapeText(value)
    }
  }
}
