import type { ResultColumn, ResultValue } from '@tdbt/adapter-api'
import stringWidth from 'string-width'

/** Columns of the terminal that one value may take; --output json has it whole. */
const widest = 60

/** Rows as dbt prints them: `| id | name |`, text to the left, everything else to the right, null as nothing. */
export function rowsAsTable(
  columns: readonly ResultColumn[],
  rows: readonly (readonly ResultValue[])[],
): string {
  const cells = rows.map((row) => row.map(showValue))
  const names = columns.map(({ name }) => showText(name))
  const widths = names.map((name, at) =>
    cells.reduce((width, row) => Math.max(width, stringWidth(row[at] ?? '')), stringWidth(name)),
  )
  const line = (texts: readonly string[]): string =>
    `| ${texts.map((text, at) => align(text, widths[at] ?? 0, columns[at]?.kind === 'text')).join(' | ')} |`
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`
  return [line(names), rule, ...cells.map(line), ''].join('\n')
}

function align(text: string, width: number, left: boolean): string {
  const space = ' '.repeat(width - stringWidth(text))
  return left ? text + space : space + text
}

function showValue(value: ResultValue): string {
  if (value === null) return ''
  // As Python, and so dbt, writes them.
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return showText(String(value))
}

function showText(text: string): string {
  const line = text.replace(/\r\n|\n|\r/g, '↵').replace(/\p{Cc}/gu, ' ')
  if (stringWidth(line) <= widest) return line
  let cut = ''
  let width = 0
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line)) {
    width += stringWidth(segment)
    if (width > widest - 1) break
    cut += segment
  }
  return `${cut}…`
}
