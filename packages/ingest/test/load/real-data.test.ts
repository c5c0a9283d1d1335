import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Adapter } from '@tdbt/adapter-api'
import { openPostgres, postgresCredentials } from '@tdbt/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import onlineRetail from '../../../../retail_project/ingest/online-retail.js'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { ingest, loadConfig } from '../../src/index.js'

// The real file is not part of the repository; where it lies beside it these tests run too.
const data = fileURLToPath(new URL('../../../../../shared/data', import.meta.url))
const zip = `${data}/online+retail.zip`
const csv = `${data}/online_retail.csv.gz`
const missing = [zip, csv].filter((path) => !existsSync(path))
const table = 'staging_layer.raw_online_retail'

describe.skipIf(missing.length > 0)(
  `the real Online Retail${missing.length > 0 ? ` (skipped: ${missing.join(' and ')} missing)` : ''}`,
  () => {
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

    it('gives the figures that are known of it, and the same table from the zip and from the CSV', async () => {
      const config = await loadConfig(fileURLToPath(new URL('../../../../retail_project', import.meta.url)))
      await ingest(config, adapter, { data: csv })
      await database.query(`create table from_csv as table ${table}`)
      expect(await ingest(config, adapter, { data: zip })).toMatchObject([{ rows: 541_909, rejected: 0 }])

      const [figures] = await database.query(
        `select count(*)::int as rows, sum(quantity * unit_price)::text as revenue, sum(quantity)::int as quantity,
           count(distinct invoice_no)::int as invoices, count(distinct stock_code)::int as stock_codes,
           count(distinct customer_id)::int as customers, count(distinct country)::int as countries,
           (count(*) filter (where customer_id is null))::int as without_customer,
           (count(*) filter (where description is null))::int as without_description,
           (count(*) filter (where invoice_no like 'C%'))::int as cancelled,
           (sum(quantity * unit_price) filter (where invoice_no like 'C%'))::text as cancelled_revenue,
           (count(*) filter (where unit_price < 0))::int as prices_below_zero,
           (count(*) filter (where unit_price = 0))::int as prices_zero,
           min(invoice_date)::text as first, max(invoice_date)::text as last, max(source_row)::int as last_row,
           (count(*) filter (where date_trunc('month', invoice_date) = '2011-11-01'))::int as november,
           (sum(quantity * unit_price) filter (where date_trunc('month', invoice_date) = '2011-11-01'))::text
             as november_revenue
         from ${table}`,
      )
      expect(figures).toEqual({
        rows: 541_909,
        revenue: '9747747.934',
        quantity: 5_176_450,
        invoices: 25_900,
        stock_codes: 4_070,
        customers: 4_372,
        countries: 38,
        without_customer: 135_080,
        without_description: 1_454,
        cancelled: 9_288,
        cancelled_revenue: '-896812.49',
        prices_below_zero: 2,
        prices_zero: 2_515,
        first: '2010-12-01 08:26:00',
        last: '2011-12-09 12:50:00',
        last_row: 541_909,
        november: 84_711,
        november_revenue: '1461756.25',
      })

      const columns = `source_row, invoice_no, stock_code, description, quantity, invoice_date, unit_price::text, customer_id, country`
      expect(
        await database.query(
          `select count(*)::int as rows from (
             (select ${columns} from from_csv except select ${columns} from ${table})
             union all
             (select ${columns} from ${table} except select ${columns} from from_csv)
           ) as difference`,
        ),
      ).toEqual([{ rows: 0 }])
    })

    it('takes less than 300 MB of memory from the zip to the table, the whole process counted', async () => {
      const script = fileURLToPath(new URL('ingest-process.mjs', import.meta.url))
      const definition = JSON.stringify({ ...onlineRetail, from: { path: zip, sheet: 'Online Retail' } })
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [script, data, JSON.stringify(database.credentials), definition],
        { maxBuffer: 64 * 1024 * 1024 },
      )
      const megabytes = Number(/^(\d+) MB at most$/m.exec(stdout)?.[1])
      expect(megabytes).toBeGreaterThan(0)
      expect(megabytes).toBeLessThan(300)
    })
  },
)
