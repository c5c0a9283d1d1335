import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import type { Adapter } from '@tdbt/adapter-api'
import { openPostgres, postgresCredentials } from '@tdbt/postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { makeXlsx } from '../../../../test/support/make-xlsx.js'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { validateConfig } from '../../src/config/validate-config.js'
import {
  type IngestOptions,
  ingest,
  type LoadedConfig,
  reject,
  type SourceDefinition,
} from '../../src/index.js'
import { type ScratchFolder, scratchFolder } from '../support/scratch-folder.js'

let database: TestDatabase
let adapter: Adapter

beforeAll(async () => {
  database = await testDatabase()
  adapter = await openPostgres(postgresCredentials(database.credentials), { threads: 2 })
})

afterAll(async () => {
  await adapter.close()
  await database.drop()
})

beforeEach(async () => {
  await database.query('drop schema if exists raw cascade')
})

const orders: SourceDefinition = {
  source: 'shop',
  schema: 'raw',
  table: 'orders',
  from: 'orders.csv',
  columns: {
    id: { type: 'integer', from: 'ID' },
    name: { type: 'text', from: 'Name' },
    price: { type: 'numeric', from: 'Price' },
    at: { type: 'timestamp', from: 'At' },
  },
}
const header = 'ID,Name,Price,At\n'
const now = (): Date => new Date('2026-01-02T03:04:05Z')

function configOf(folder: ScratchFolder, changes: Partial<SourceDefinition> = {}): LoadedConfig {
  const sources = validateConfig({ sources: [{ ...orders, ...changes }] }, 'tdbt.config.ts')
  return { projectRoot: folder.path, file: 'tdbt.config.ts', sources }
}

/** Writes `orders.csv` into a folder of its own and loads it. */
async function load(csv: string, changes: Partial<SourceDefinition> = {}, options: IngestOptions = {}) {
  const folder = await scratchFolder()
  await folder.write('orders.csv', csv)
  const [result] = await ingest(configOf(folder, changes), adapter, { now, ...options })
  return result
}

const table = () => database.query('select * from raw.orders order by source_file, source_row')
const rejectedTable = () => database.query('select * from raw.orders_rejected order by source_row')
const ids = async () =>
  (await database.query<{ id: number }>('select id from raw.orders order by source_row')).map((row) => row.id)

/** Every relation that the database has, so that leftovers show. */
const relations = async () =>
  (
    await database.query<{ relname: string }>(
      `select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
       where relkind in ('r', 'v') and nspname = 'raw' order by 1`,
    )
  ).map((row) => row.relname)

describe('a load', () => {
  it('makes the schema and the table, typed, with where each row came from', async () => {
    const result = await load(`${header}1,"a ""b"", c\\d",9.950,2011-02-03 04:05\n2,,,\n`)
    expect(result).toMatchObject({
      source: 'shop.orders',
      relation: 'raw.orders',
      status: 'loaded',
      rows: 2,
      rejected: 0,
    })
    const from = { source_file: 'orders.csv', loaded_at: now() }
    expect(await table()).toEqual([
      { id: 1, name: 'a "b", c\\d', price: '9.95', at: new Date(2011, 1, 3, 4, 5), source_row: '1', ...from },
      { id: 2, name: null, price: null, at: null, source_row: '2', ...from },
    ])
    expect(await relations()).toEqual(['orders', 'orders_rejected'])
    const types = await database.query(
      `select column_name, data_type from information_schema.columns where table_name = 'orders' order by ordinal_position`,
    )
    expect(types.map((row) => Object.values(row).join(' '))).toEqual([
      ...['id integer', 'name text', 'price numeric', 'at timestamp without time zone'],
      ...['source_row bigint', 'source_file text', 'loaded_at timestamp with time zone'],
    ])
  })

  it('keeps every character of a text', async () => {
    const text = 'tab\t newline\n return\r backslash \\ \\N \\. £ 🎁 "quote"'
    await load(`${header}1,"${text.replaceAll('"', '""')}",1,\n2,\\.,1,\n3,\\N,1,\n`)
    expect((await table()).map((row) => row.name)).toEqual([text, '\\.', '\\N'])
  })

  it('finds columns by their headers, in any order and among others', async () => {
    await load('Other,At,Price,Name,ID\nx,,2.5,n,7\n')
    expect(await table()).toMatchObject([{ id: 7, name: 'n', price: '2.5' }])
  })

  it('of a file without one of the columns fails with what the header has', async () => {
    await expect(load('ID,Name,Price\n1,a,1\n')).rejects.toMatchObject({
      name: 'TdbtError',
      message: "orders.csv has no column 'At', which shop.orders reads",
      hint: 'its header is: ID, Name, Price',
    })
    await expect(load('ID,Name,Price,At,ID\n')).rejects.toThrow("orders.csv has more than one column 'ID'")
    expect(await relations()).toEqual([])
  })

  it('of a header alone gives an empty table', async () => {
    expect(await load(header)).toMatchObject({ status: 'loaded', rows: 0 })
    expect(await table()).toEqual([])
  })

  it('of several files puts them one after the other', async () => {
    const folder = await scratchFolder()
    await folder.write('a.csv', `${header}1,a,1,\n2,b,2,\n`)
    await folder.write('b.csv.gz', gzipSync('Name,ID,Price,At\nc,3,3,\n'))
    const config = configOf(folder, { from: ['a.csv', { path: 'b.csv.gz', format: 'csv' }] })
    expect(await ingest(config, adapter)).toMatchObject([{ rows: 3 }])
    expect(await table()).toMatchObject([
      { id: 1, source_file: 'a.csv', source_row: '1' },
      { id: 2, source_file: 'a.csv', source_row: '2' },
      { id: 3, source_file: 'b.csv.gz', source_row: '1' },
    ])
  })

  it('of a workbook gives the same table as of the CSV', async () => {
    const folder = await scratchFolder()
    await folder.write(
      'orders.xlsx',
      makeXlsx({
        formats: [22],
        rows: [
          ['ID', 'Name', 'Price', 'At'],
          [
            { number: 1 },
            { number: '17850' },
            { number: '9.949999999999999' },
            { number: 40513.35138888889, style: 1 },
          ],
          [{ number: 2 }, { shared: ' x ' }, null, null],
        ],
      }),
    )
    await ingest(
      configOf(folder, { from: { path: 'orders.xlsx', format: 'xlsx', sheet: 'Data' } }),
      adapter,
      { now },
    )
    const fromXlsx = await table()
    await load(`${header}1,17850,9.95,2010-12-01 08:26:00\n2, x ,,\n`)
    expect((await table()).map((row) => ({ ...row, source_file: 'orders.xlsx' }))).toEqual(fromXlsx)
  })

  it('tells how far it is', async () => {
    const steps: [string, number, number, number | null][] = []
    const csv = `${header}${'1,a,1,\n'.repeat(1000)}`
    await load(
      csv,
      {},
      { onProgress: (step) => steps.push([step.phase, step.rows, step.bytes, step.totalBytes]) },
    )
    expect(steps[0]).toEqual(['read', 0, csv.length, csv.length])
    expect(steps.at(-1)?.[0]).toBe('load')
    expect(steps.at(-1)?.slice(2)).toEqual([csv.length, csv.length])
  })

  it('can take another file than the source names, where one source is selected', async () => {
    const folder = await scratchFolder()
    const path = await folder.write('other.csv', `${header}5,e,5,\n`)
    const config = configOf(folder, {
      from: { url: 'https://data.invalid/x.zip', format: 'xlsx', sheet: 'S' },
    })
    await ingest(config, adapter, { data: path })
    expect(await table()).toMatchObject([{ id: 5, source_file: 'other.csv' }])
    const two = { ...config, sources: [...config.sources, ...config.sources] }
    await expect(ingest(two, adapter, { data: path })).rejects.toThrow(
      '--data is for one source, and 2 are selected',
    )
  })
})

describe('rows that can not be typed', () => {
  const csv = `${header}1,a,1,\nx,b,2,\n3,c,3,2011-02-30\n4,d,£4,\n5,e,5,,6\n6,f\n`

  it('are kept with their place, the reason and what they were', async () => {
    const result = await load(csv, { maxRejectedShare: 0.9 })
    expect(result).toMatchObject({ rows: 2, rejected: 4 })
    expect(await ids()).toEqual([1, 6])
    const from = { source_file: 'orders.csv', loaded_at: now() }
    expect(await rejectedTable()).toEqual([
      {
        source_row: '2',
        reason: "ID: 'x' is not of the type integer",
        raw_row: { ID: 'x', Name: 'b', Price: '2', At: null },
        ...from,
      },
      {
        source_row: '3',
        reason: "At: '2011-02-30' is not of the type timestamp",
        raw_row: { ID: '3', Name: 'c', Price: '3', At: '2011-02-30' },
        ...from,
      },
      {
        source_row: '4',
        reason: "Price: '£4' is not of the type numeric",
        raw_row: { ID: '4', Name: 'd', Price: '£4', At: null },
        ...from,
      },
      {
        source_row: '5',
        reason: '5 fields under a header of 4',
        raw_row: { ID: '5', Name: 'e', Price: '5', At: null, 'column 5': '6' },
        ...from,
      },
    ])
  })

  it('fail the load where they are too many, and everything stays as it was', async () => {
    await load(`${header}1,a,1,\n`)
    await expect(load(csv)).rejects.toMatchObject({
      name: 'TdbtError',
      message:
        "shop.orders: 4 of 6 rows can't be loaded, more than the 1 % that it permits; the table is as it was before\n" +
        "  orders.csv:3, row 2: ID: 'x' is not of the type integer\n" +
        "  orders.csv:4, row 3: At: '2011-02-30' is not of the type timestamp\n" +
        "  orders.csv:5, row 4: Price: '£4' is not of the type numeric\n" +
        '  orders.csv:6, row 5: 5 fields under a header of 4',
    })
    expect(await ids()).toEqual([1])
    expect(await rejectedTable()).toEqual([])
    expect(await relations()).toEqual(['orders', 'orders_rejected'])
  })

  it('are those of the last load alone', async () => {
    await load(csv, { maxRejectedShare: 0.9 })
    await load(`${header}1,a,1,\n`)
    expect(await rejectedTable()).toEqual([])
  })

  it('are also those without a value that is required, and those that hold a zero byte', async () => {
    const zero = `${header}1,a,1,\n2,"b\0",2,\n,c,3,\n`
    const columns = { ...orders.columns, id: { type: 'integer', from: 'ID', required: true } as const }
    // A zero byte at the start of a file would make it binary.
    const csvWithZero = `${header}${'0,z,0,\n'.repeat(50_000)}${zero.slice(header.length)}`
    await load(csvWithZero, { columns })
    expect((await rejectedTable()).map((row) => row.reason)).toEqual([
      "Name holds a zero byte, which the database can't store",
      'ID is empty',
    ])
  })

  it('may be many more than memory holds at a time', async () => {
    const result = await load(`${header}${'x,a,1,\n'.repeat(100_000)}`, { maxRejectedShare: 1 })
    expect(result).toMatchObject({ rows: 0, rejected: 100_000 })
    expect(await database.query('select count(*)::int from raw.orders_rejected')).toEqual([
      { count: 100_000 },
    ])
  })
})

describe('preprocessing', () => {
  it('changes rows before they are typed, or refuses them with a reason', async () => {
    await load(`${header}1,a,£1.50,\n2,test,2,\n`, {
      maxRejectedShare: 0.5,
      preprocess: [
        (row) => ({ ...row, price: row.price?.replace('£', '') ?? null }),
        (row, at) => (row.name === 'test' ? reject(`a test row at ${at.position} of ${at.file}`) : row),
      ],
    })
    expect(await table()).toMatchObject([{ id: 1, price: '1.5' }])
    expect(await rejectedTable()).toMatchObject([
      { reason: 'a test row at 2 of orders.csv', raw_row: { ID: '2', Name: 'test' } },
    ])
  })

  it('that fails is an error with the row', async () => {
    const failing = (): never => {
      throw new Error('no such thing')
    }
    await expect(load(`${header}1,a,1,\n`, { preprocess: failing })).rejects.toThrow(
      'preprocess of shop.orders failed at orders.csv:2, row 1: no such thing',
    )
    const wrong = (() => undefined) as unknown as NonNullable<SourceDefinition['preprocess']>
    await expect(load(`${header}1,a,1,\n`, { preprocess: wrong })).rejects.toThrow(
      'returned no row at orders.csv:2, row 1',
    )
    const number = (() => ({ id: 1 })) as unknown as NonNullable<SourceDefinition['preprocess']>
    await expect(load(`${header}1,a,1,\n`, { preprocess: number })).rejects.toThrow(
      'gave id a number at orders.csv:2, row 1',
    )
  })
})

describe('a key', () => {
  it('rejects rows that lack it, and fails the load where rows share it', async () => {
    await load(`${header}1,a,1,\n,b,2,\n`, { key: ['id'], maxRejectedShare: 0.5 })
    expect(await rejectedTable()).toMatchObject([{ reason: 'ID is empty' }])
    await expect(load(`${header}1,a,1,\n1,b,2,\n`, { key: ['id'] })).rejects.toThrow(
      'shop.orders: rows agree in all columns of the key (id): Key (id)=(1) is duplicated.',
    )
    expect(await ids()).toEqual([1])
  })
})

describe('the same input again', () => {
  const csv = `${header}1,a,1,\nx,b,2,\n`
  const permissive = { maxRejectedShare: 0.5 }

  it('changes nothing and is told', async () => {
    const first = await load(csv, permissive)
    const before = await database.query(`select xmin, ctid, * from raw.orders`)
    expect(await load(csv, permissive)).toMatchObject({
      status: 'skipped',
      rows: 1,
      rejected: 1,
      checksum: first?.checksum,
    })
    expect(await database.query(`select xmin, ctid, * from raw.orders`)).toEqual(before)
  })

  it('is loaded with a full refresh, after a change of the definition, and once the table is gone', async () => {
    await load(csv, permissive)
    expect(await load(csv, permissive, { fullRefresh: true })).toMatchObject({ status: 'loaded' })
    expect(await load(csv, permissive)).toMatchObject({ status: 'skipped' })
    const columns = { ...orders.columns, price: { type: 'text', from: 'Price' } as const }
    expect(await load(csv, { ...permissive, columns })).toMatchObject({ status: 'loaded' })
    expect(await load(csv, { ...permissive, columns, preprocess: (row) => row })).toMatchObject({
      status: 'loaded',
    })
    await database.query('drop table raw.orders')
    expect(await load(csv, { ...permissive, columns, preprocess: (row) => row })).toMatchObject({
      status: 'loaded',
    })
  })

  it('is recognised under another name, and other input is not taken for it', async () => {
    await load(csv, permissive)
    const folder = await scratchFolder()
    await folder.write('orders.csv', csv)
    await copyFile(`${folder.path}/orders.csv`, `${folder.path}/copy.csv`)
    const config = configOf(folder, permissive)
    expect(await ingest(config, adapter, { data: `${folder.path}/copy.csv` })).toMatchObject([
      { status: 'skipped' },
    ])
    expect(await load(`${csv}2,b,2,\n`, permissive)).toMatchObject({ status: 'loaded', rows: 2 })
  })
})

describe('what reads the table', () => {
  it('goes on through a load: views stay, and a reader sees the old rows until the new ones are there', async () => {
    await load(`${header}1,a,1,\n`)
    await database.query('create view raw.names as select name from raw.orders')
    await load(`${header}2,b,2,\n3,c,3,\n`)
    expect(await database.query('select * from raw.names order by 1')).toEqual([{ name: 'b' }, { name: 'c' }])
    expect(await relations()).toEqual(['names', 'orders', 'orders_rejected'])
  })
})

describe('a load that is broken off', () => {
  /** A large file that takes a second or more, on its way when the callback comes. */
  const large = `${header}${Array.from({ length: 400_000 }, (_, row) => `${row},name ${row},${row}.5,2011-01-01`).join('\n')}\n`

  it('by a broken file leaves the table of before', async () => {
    await load(`${header}1,a,1,\n`)
    await expect(load(`${header}${'2,b,2,\n'.repeat(50_000)}"broken`)).rejects.toThrow(
      'a quote is opened and never closed',
    )
    expect(await ids()).toEqual([1])
    expect(await relations()).toEqual(['orders', 'orders_rejected'])
  })

  it('by its signal leaves the table of before and a session that can go on', async () => {
    await load(`${header}1,a,1,\n`)
    const controller = new AbortController()
    const onProgress: IngestOptions['onProgress'] = ({ phase, rows }) => {
      if (phase === 'load' && rows > 1000) controller.abort(new Error('interrupted'))
    }
    await expect(load(large, {}, { signal: controller.signal, onProgress })).rejects.toThrow('interrupted')
    expect(await ids()).toEqual([1])
    expect(await relations()).toEqual(['orders', 'orders_rejected'])
    expect(await load(`${header}2,b,2,\n`)).toMatchObject({ status: 'loaded' })
  })

  it('by a server that ends its session leaves the table of before', async () => {
    await load(`${header}1,a,1,\n`)
    let ending: Promise<unknown> | undefined
    const onProgress: IngestOptions['onProgress'] = ({ phase, rows }) => {
      if (phase === 'load' && rows > 1000)
        ending ??= database.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where query like 'copy %' and pid <> pg_backend_pid()`,
        )
    }
    await expect(load(large, {}, { onProgress })).rejects.toMatchObject({ name: 'TdbtError' })
    await ending
    expect(await ids()).toEqual([1])
    expect(await load(`${header}2,b,2,\n`)).toMatchObject({ status: 'loaded' })
  })

  it('by kill -9 in the middle of the copy leaves the table of before, and the next run succeeds', async () => {
    await load(`${header}1,a,1,\n`)
    const folder = await scratchFolder()
    await folder.write('orders.csv', large)
    const child = spawn(
      process.execPath,
      [
        fileURLToPath(new URL('ingest-process.mjs', import.meta.url)),
        folder.path,
        JSON.stringify(database.credentials),
        JSON.stringify(orders),
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    )
    onTestFinished(() => {
      child.kill('SIGKILL')
    })
    const exited = once(child, 'exit')
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    expect(await exited).toEqual([null, 'SIGKILL'])

    expect(await ids()).toEqual([1])
    const [result] = await ingest(configOf(folder), adapter)
    expect(result).toMatchObject({ status: 'loaded', rows: 400_000 })
    expect(await relations()).toEqual(['orders', 'orders_rejected'])
  })
})

describe('two loads of one table at once', () => {
  it('come one after the other, and the second finds the work done', async () => {
    const folder = await scratchFolder()
    await folder.write('orders.csv', `${header}${'1,a,1,\n'.repeat(20_000)}`)
    const other = await openPostgres(postgresCredentials(database.credentials), { threads: 1 })
    try {
      const results = await Promise.all([adapter, other].map((one) => ingest(configOf(folder), one)))
      expect(
        results
          .flat()
          .map((result) => result.status)
          .sort(),
      ).toEqual(['loaded', 'skipped'])
      expect(await database.query('select count(*)::int from raw.orders')).toEqual([{ count: 20_000 }])
    } finally {
      await other.close()
    }
  })
})

describe('several sources', () => {
  it('are each loaded, whatever becomes of the others', async () => {
    const folder = await scratchFolder()
    await folder.write('orders.csv', `${header}1,a,1,\n`)
    const sources = validateConfig(
      {
        sources: [
          { ...orders, table: 'gone', from: 'gone.csv' },
          orders,
          { ...orders, table: 'lost', from: 'lost.csv' },
        ],
      },
      'tdbt.config.ts',
    )
    const config = { projectRoot: folder.path, file: 'tdbt.config.ts', sources }
    const done: string[] = []
    await expect(
      ingest(config, adapter, { onResult: (result) => done.push(result.source) }),
    ).rejects.toMatchObject({
      name: 'TdbtErrors',
      errors: [
        { message: "can't read gone.csv: there is no such file" },
        { message: "can't read lost.csv: there is no such file" },
      ],
    })
    expect(done).toEqual(['shop.orders'])
    expect(await ids()).toEqual([1])
    expect(await ingest(config, adapter, { select: ['source:shop.orders'] })).toMatchObject([
      { status: 'skipped' },
    ])
  })
})
