import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RetailWarehouse, retailWarehouse } from './retail-warehouse.js'

const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'
const january = [
  '100, 1a, Cup ,2,2011-01-30 10:00:00,1.5,1.0,EIRE',
  '100,1A,Cup,2,2011-01-30 10:00:00,1.5,1.0,EIRE',
  '101,POST,POSTAGE,1,2011-01-30 11:00:00,18,,Portugal',
  // The invoice of above goes on behind another one.
  '100,1A,Mug,1,2011-01-30 10:00:00,1.5,1.0,EIRE',
]
const march = [
  'C102,1a,Mug,-1,2011-03-02 10:00:00,1.5,1.0,RSA',
  'A103,B,Adjust bad debt,1,2011-03-02 10:00:00,-100,,United Kingdom',
  '104,GIFT_0001_99,,1,2011-03-02 12:00:00,99,2.0,EIRE',
  '105,x,,5,2011-03-02 12:00:00,0,2.0,EIRE',
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tdbt-small-shop-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function csv(name: string, rows: readonly string[]): Promise<string> {
  const path = join(folder, `${name}.csv`)
  await writeFile(path, `${[header, ...rows].join('\n')}\n`)
  return path
}

async function withWarehouse(use: (warehouse: RetailWarehouse) => Promise<void>): Promise<void> {
  const warehouse = await retailWarehouse()
  try {
    await use(warehouse)
  } finally {
    await warehouse.drop()
  }
}

async function loadedAtOnce(file: string): Promise<Record<string, string>> {
  let found: Record<string, string> = {}
  await withWarehouse(async (warehouse) => {
    await warehouse.load(file)
    found = await warehouse.fingerprints()
  })
  return found
}

describe('a shop of eight lines', () => {
  let shop: RetailWarehouse
  beforeAll(async () => {
    shop = await retailWarehouse()
    await shop.load(await csv('whole', [...january, ...march]))
  })
  afterAll(() => shop.drop())

  it('has each line cleaned, numbered within its invoice and flagged', async () => {
    const rows = await shop.query(
      `select invoice_no, line_number as line, stock_code, description, is_cancellation as c, is_adjustment as a,
          is_non_product as n, is_duplicate as d, is_missing_customer as m
       from staging_layer.stg_online_retail order by source_row`,
    )
    const flags = { c: false, a: false, n: false, d: false, m: false }
    expect(rows).toEqual([
      { invoice_no: '100', line: 1, stock_code: '1A', description: 'Cup', ...flags },
      { invoice_no: '100', line: 2, stock_code: '1A', description: 'Cup', ...flags, d: true },
      { invoice_no: '101', line: 1, stock_code: 'POST', description: 'POSTAGE', ...flags, n: true, m: true },
      { invoice_no: '100', line: 3, stock_code: '1A', description: 'Mug', ...flags },
      { invoice_no: 'C102', line: 1, stock_code: '1A', description: 'Mug', ...flags, c: true },
      {
        invoice_no: 'A103',
        line: 1,
        stock_code: 'B',
        description: 'Adjust bad debt',
        ...flags,
        a: true,
        n: true,
        m: true,
      },
      { invoice_no: '104', line: 1, stock_code: 'GIFT_0001_99', description: null, ...flags, n: true },
      { invoice_no: '105', line: 1, stock_code: 'X', description: null, ...flags },
    ])
  })

  it('gives a product its most frequent description, of equal ones the latest, and of none unknown', async () => {
    expect(
      await shop.query(
        'select stock_code, description, kind from olap_layer.dim_product order by stock_code',
      ),
    ).toEqual([
      { stock_code: '1A', description: 'Mug', kind: 'product' },
      { stock_code: 'B', description: 'Adjust bad debt', kind: 'adjustment' },
      { stock_code: 'GIFT_0001_99', description: 'unknown', kind: 'gift' },
      { stock_code: 'POST', description: 'POSTAGE', kind: 'postage' },
      { stock_code: 'X', description: 'unknown', kind: 'product' },
    ])
  })

  it('knows a customer by the country of the latest invoice, and keeps the lines without a customer', async () => {
    expect(
      await shop.query(
        `select customers.customer_id, customers.country, count(*)::int as lines, sum(fact.total_amount)::text as amount
         from olap_layer.fact_transactions as fact
         join olap_layer.dim_customer as customers using (customer_key)
         group by 1, 2 order by 1`,
      ),
    ).toEqual([
      { customer_id: '1', country: 'RSA', lines: 4, amount: '6.0' },
      { customer_id: '2', country: 'EIRE', lines: 2, amount: '99' },
      { customer_id: 'unknown', country: 'Unspecified', lines: 2, amount: '-82' },
    ])
  })

  it('has a calendar without holes and a month without sales in the report', async () => {
    expect(
      await shop.query(
        `select count(*)::int as days, count(*) filter (where has_sales)::int as with_sales
         from olap_layer.dim_date`,
      ),
    ).toEqual([{ days: 32, with_sales: 2 }])
    expect(
      await shop.query(
        `select month_start::text as month, is_complete, order_count::int as orders, gross_revenue::text as gross,
            returned_amount::text as returned, adjusted_amount::text as adjusted, net_revenue::text as net
         from olap_layer.monthly_revenue order by month_start`,
      ),
    ).toEqual([
      {
        month: '2011-01-01',
        is_complete: true,
        orders: 2,
        gross: '25.5',
        returned: '0',
        adjusted: '0',
        net: '25.5',
      },
      {
        month: '2011-02-01',
        is_complete: true,
        orders: 0,
        gross: '0',
        returned: '0',
        adjusted: '0',
        net: '0',
      },
      {
        month: '2011-03-01',
        is_complete: false,
        orders: 1,
        gross: '99',
        returned: '-1.5',
        adjusted: '-100',
        net: '-2.5',
      },
    ])
  })

  it('writes no row of the fact when it is built again', async () => {
    const before = await shop.writersOfFact()
    await shop.build()
    expect(await shop.writersOfFact()).toEqual(before)
  })

  it('finds a row that is missing from the fact', async () => {
    await withWarehouse(async (warehouse) => {
      await warehouse.load(await csv('january', january))
      await warehouse.query("delete from olap_layer.fact_transactions where invoice_no = '101'")
      await expect(warehouse.build('--select', 'fact_reconciles_with_raw')).rejects.toThrow(
        /fact_reconciles_with_raw/,
      )
    })
  })
})

describe('a shop that is loaded again', () => {
  it('has the same tables after a part and then the whole as after the whole at once', async () => {
    const whole = await csv('all', [...january, ...march])
    await withWarehouse(async (warehouse) => {
      await warehouse.load(await csv('part', january))
      const before = await warehouse.writersOfFact()
      await warehouse.load(whole)
      expect(await warehouse.fingerprints()).toEqual(await loadedAtOnce(whole))
      expect(
        await warehouse.query(
          `select count(*)::int as kept from olap_layer.fact_transactions
           where cast(xmin as text) in (${before.map((writer) => `'${writer}'`).join(', ')})`,
        ),
      ).toEqual([{ kept: january.length }])
    })
  })

  it('replaces a corrected month: lines that are new, changed and gone', async () => {
    const corrected = await csv('corrected', [
      // One row earlier than before, since a line is gone, and otherwise the same.
      ...january.slice(0, 1),
      ...january.slice(2),
      'C102,1a,Mug,-2,2011-03-02 10:00:00,1.5,1.0,RSA',
      '104,GIFT_0001_99,,1,2011-03-02 12:00:00,99,2.0,EIRE',
      '104,2B,Plate,3,2011-03-02 12:00:00,4,2.0,EIRE',
    ])
    await withWarehouse(async (warehouse) => {
      await warehouse.load(await csv('first', [...january, ...march]))
      const before = await warehouse.writersOfFact()
      await warehouse.load(corrected)
      expect(await warehouse.fingerprints()).toEqual(await loadedAtOnce(corrected))
      expect(
        await warehouse.query(
          `select invoice_no, line_number from olap_layer.fact_transactions
           where cast(xmin as text) not in (${before.map((writer) => `'${writer}'`).join(', ')})
           order by 1, 2`,
        ),
      ).toEqual([
        // The mug moved up into the second cup's place.
        { invoice_no: '100', line_number: 2 },
        { invoice_no: '104', line_number: 2 },
        { invoice_no: 'C102', line_number: 1 },
      ])
    })
  })
})
