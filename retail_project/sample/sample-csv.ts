import type { SampleRow } from './sample-rows.js'

const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const

/** The rows as CSV, with the header of the real file. */
export function sampleCsv(rows: readonly SampleRow[]): string {
  const lines = rows.map((row) => columns.map((name) => field(row[name])).join(','))
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

function field(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
