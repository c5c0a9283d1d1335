import { fileURLToPath } from 'node:url'
import type { Adapter } from '@tdbt/adapter-api'
import { openPostgres, postgresCredentials } from '@tdbt/postgres'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sampleRows } from '../../../../retail_project/sample/sample-rows.js'
import { makeXlsx, type XlsxCell } from '../../../../test/support/make-xlsx.js'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { type IngestProgress, ingest, loadConfig } from '../../src/index.js'
import { scratchFolder } from '../support/scratch-folder.js'

const project = fileURLToPath(new URL('../../../../retail_project', import.meta.url))
let database: TestDatabase
let adapter: Adapter

beforeAll(async () => {
  database = await testDatabase()
  adapter = await openPostgres(postgresCredentials(database.credentials), { threads: 1 })
})

afterAll(async () => {
  await adapter.close()
  await database.drop()
})

it('the sample gives the same table as CSV and as the zipped workbook that it stands for', async () => {
  const rows = sampleRows()
  const config = await loadConfig(project)
  await ingest(config, adapter, { data: `${project}/sample/online_retail_sample.csv.gz` })
  await database.query('create table from_csv as table staging_layer.raw_online_retail')

  const folder = await scratchFolder()
  const workbook = makeXlsx({
    formats: ['m/d/yy h:mm'],
    sheets: {
      'Online Retail': [
        Object.keys(rows[0]!),
        ...rows.map((row) => [
          ...[row.InvoiceNo, row.StockCode, row.Description, row.Quantity].map(asExcelHas),
          { number: Date.parse(`${row.InvoiceDate}Z`) / 86_400_000 + 25_569, style: 1 },
          ...[row.UnitPrice, row.CustomerID, row.Country].map(asExcelHas),
        ]),
      ],
    },
  })
  const path = await folder.write(
    'online+retail.zip',
    zipSync({ 'Online Retail.xlsx': [workbook, { level: 0 }] }),
  )
  const steps: number[] = []
  const onProgress = ({ phase, bytes }: IngestProgress) => {
    if (phase === 'load') steps.push(bytes)
  }
  expect(await ingest(config, adapter, { data: path, onProgress })).toMatchObject([
    { source: 'retail.raw_online_retail', status: 'loaded', rows: rows.length, rejected: 0 },
  ])
  // Unpacking the workbook first is no second way through the file.
  expect(steps.filter((bytes, at) => bytes < (steps[at - 1] ?? 0))).toEqual([])
  const columns = `invoice_no, stock_code, description, quantity, invoice_date, unit_price::text, customer_id, country, source_row`
  const [difference] = await database.query(
    `select count(*)::int as rows from (
       (select ${columns} from from_csv except select ${columns} from staging_layer.raw_online_retail)
       union all
       (select ${columns} from staging_layer.raw_online_retail except select ${columns} from from_csv)
     ) as difference`,
  )
  expect(difference).toEqual({ rows: 0 })
})

/** Excel keeps what looks like a number as one, a blank at its end and all. */
function asExcelHas(text: string): XlsxCell {
  if (text === '') return null
  return /^-?\d+(?:\.\d+)?$/.test(text) ? { number: text } : { shared: text }
}
