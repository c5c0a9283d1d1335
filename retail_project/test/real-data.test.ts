import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGunzip } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RetailWarehouse, retailWarehouse } from './retail-warehouse.js'

const zip = fileURLToPath(new URL('../../../shared/data/online+retail.zip', import.meta.url))
const csvGz = fileURLToPath(new URL('../../../shared/data/online_retail.csv.gz', import.meta.url))
const minutes = 60_000

/** The real file as CSV, line by line through `change`, which gives the line to write or nothing. */
async function changedFile(path: string, change: (line: string, row: number) => string | undefined) {
  const lines = createInterface({ input: createReadStream(csvGz).pipe(createGunzip()) })
  async function* changed(): AsyncGenerator<string> {
    let row = 0
    for await (const line of lines) {
      // Row 0 is the header.
      const written = row === 0 ? line : change(line, row)
      row += 1
      if (written !== undefined) yield `${written}\n`
    }
  }
  await pipeline(Readable.from(changed()), createWriteStream(path))
  return path
}

const monthOf = (line: string): string => /,(\d{4}-\d\d)-\d\d \d\d:\d\d:\d\d,/.exec(line)?.[1] ?? ''

// The zip has the months in order, so a file cut after September has the same positions as the whole one.
describe.skipIf(!existsSync(zip) || !existsSync(csvGz))(
  'the real data (skipped where ../shared/data has no online+retail.zip and online_retail.csv.gz)',
  () => {
    let folder: string
    let once: RetailWarehouse
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'tdbt-real-data-'))
      once = await retailWarehouse()
      await once.load(zip)
    }, 5 * minutes)
    afterAll(async () => {
      await once.drop()
      await rm(folder, { recursive: true, force: true })
    })

    it('reconciles with the source to the penny', async () => {
      expect(
        await once.query(
          `select count(*)::int as rows, sum(total_amount)::text as revenue, sum(quantity)::int as quantity,
              count(distinct invoice_no)::int as invoices,
              count(*) filter (where is_cancellation)::int as cancellations,
              (sum(total_amount) filter (where is_cancellation))::text as returned,
              count(*) filter (where is_adjustment)::int as adjustments,
              count(*) filter (where is_duplicate)::int as duplicates,
              count(*) filter (where unit_price < 0)::int as below_zero,
              count(*) filter (where unit_price = 0)::int as free
           from olap_layer.fact_transactions`,
        ),
      ).toEqual([
        {
          rows: 541_909,
          revenue: '9747747.934',
          quantity: 5_176_450,
          invoices: 25_900,
          cancellations: 9_288,
          returned: '-896812.49',
          adjustments: 3,
          duplicates: 5_268,
          below_zero: 2,
          free: 2_515,
        },
      ])
    })

    it('has the dimensions whole', async () => {
      expect(
        await once.query(
          `select
              (select count(*) from olap_layer.dim_product)::int as products,
              (select count(*) from olap_layer.dim_product where description_count > 1)::int as renamed,
              (select count(*) from olap_layer.dim_product where description = 'unknown')::int as nameless,
              (select count(*) from olap_layer.dim_customer)::int as customers,
              (select count(*) from olap_layer.dim_customer where country_count > 1)::int as moved,
              (select count(*) from olap_layer.dim_country)::int as countries,
              (select count(*) from olap_layer.dim_date)::int as days,
              (select count(*) from olap_layer.dim_date where has_sales)::int as days_with_sales`,
        ),
      ).toEqual([
        {
          products: 3_958,
          renamed: 642,
          nameless: 110,
          customers: 4_373,
          moved: 8,
          countries: 38,
          days: 374,
          days_with_sales: 305,
        },
      ])
    })

    it('keeps the lines without a customer, and says what is no product', async () => {
      expect(
        await once.query(
          `select count(*)::int as lines from olap_layer.fact_transactions
           join olap_layer.dim_customer using (customer_key) where is_unknown`,
        ),
      ).toEqual([{ lines: 135_080 }])
      expect(
        await once.query(
          'select kind, count(*)::int as codes from olap_layer.dim_product group by kind order by kind',
        ),
      ).toEqual([
        { kind: 'adjustment', codes: 5 },
        { kind: 'fee', codes: 3 },
        { kind: 'gift', codes: 5 },
        { kind: 'postage', codes: 3 },
        { kind: 'product', codes: 3_942 },
      ])
    })

    it('has November 2011 in the monthly report', async () => {
      expect(
        await once.query(
          `select line_count::int as lines, net_revenue::text as revenue from olap_layer.monthly_revenue
           where month_start = date '2011-11-01'`,
        ),
      ).toEqual([{ lines: 84_711, revenue: '1461756.25' }])
    })

    it(
      'changes no row of the fact when it is built again',
      async () => {
        const rowsAndWriters = () =>
          once.query(
            `select count(*)::int as rows, md5(string_agg(transaction_key::text || xmin::text || ctid::text, ''
                order by transaction_key)) as fingerprint
             from olap_layer.fact_transactions`,
          )
        const before = await rowsAndWriters()
        await once.build()
        expect(await rowsAndWriters()).toEqual(before)
      },
      5 * minutes,
    )

    it(
      'comes to the same tables in two loads, ten months and then the whole, and replaces a corrected month alone',
      async () => {
        const tenMonths = await changedFile(join(folder, 'ten-months.csv'), (line) =>
          monthOf(line) < '2011-10' ? line : undefined,
        )
        // In November one line in 97 is gone, and one in 89 went to another country.
        const corrected = await changedFile(join(folder, 'corrected.csv'), (line, row) => {
          if (monthOf(line) !== '2011-11') return line
          if (row % 97 === 0) return undefined
          return row % 89 === 0 ? line.replace(/,[^,]*$/, ',Iceland') : line
        })
        const stepwise = await retailWarehouse()
        const afresh = await retailWarehouse()
        try {
          await stepwise.load(tenMonths)
          expect(
            await stepwise.query('select count(*)::int as rows from olap_layer.fact_transactions'),
          ).toEqual([{ rows: 370_931 }])
          const writers = await stepwise.writersOfFact()
          await stepwise.load(zip)
          expect(await stepwise.fingerprints()).toEqual(await once.fingerprints())
          expect(await stepwise.writersOfFact()).toEqual(expect.arrayContaining(writers))

          const untouched = await stepwise.writersOfFact()
          await stepwise.load(corrected)
          await afresh.load(corrected)
          expect(await stepwise.fingerprints()).toEqual(await afresh.fingerprints())
          expect(
            await stepwise.query(
              `select distinct to_char(invoice_date, 'YYYY-MM') as month from olap_layer.fact_transactions
               where cast(xmin as text) not in (${untouched.map((writer) => `'${writer}'`).join(', ')})`,
            ),
          ).toEqual([{ month: '2011-11' }])
        } finally {
          await stepwise.drop()
          await afresh.drop()
        }
      },
      10 * minutes,
    )
  },
)
