import type { Adapter } from '@tdbt/adapter-api'
import { openPostgres, postgresCredentials } from '@tdbt/postgres'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fileServer } from '../../../../test/support/file-server.js'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { validateConfig } from '../../src/config/validate-config.js'
import {
  type IngestOptions,
  type IngestPlugin,
  ingest,
  loadConfig,
  type PluginContext,
  reject,
  type SourceDefinition,
  TransferError,
} from '../../src/index.js'
import { scratchFolder } from '../support/scratch-folder.js'

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

const first = new Date('2026-01-02T03:04:05Z')
const later = new Date('2026-02-03T04:05:06Z')

/** What a plugin's `rows` may be here: any garbage, as in plain JavaScript. */
type Rows = (context: PluginContext) => unknown

const columns = { id: 'integer', name: 'text' } as const

async function load(
  rows: Rows,
  changes: Partial<SourceDefinition> = {},
  options: IngestOptions = {},
): Promise<Awaited<ReturnType<typeof ingest>>[number]> {
  const from = { name: 'shop-api', rows } as IngestPlugin
  const source: SourceDefinition = { source: 'shop', schema: 'raw', table: 'orders', from, columns }
  const sources = validateConfig({ sources: [{ ...source, ...changes }] }, 'tdbt.config.ts')
  const config = { projectRoot: (await scratchFolder()).path, file: 'tdbt.config.ts', sources }
  const [result] = await ingest(config, adapter, { now: () => first, ...options })
  return result!
}

const table = () => database.query('select * from raw.orders order by source_row')
const rejected = () =>
  database.query('select source_row, reason, raw_row from raw.orders_rejected order by source_row')
const threeOrders = () => [
  { id: 1, name: 'a' },
  { id: 2, name: 'b' },
  { id: 3, name: 'c' },
]

describe('the rows of a plugin', () => {
  it('are typed, with the name of the plugin and their place', async () => {
    const result = await load(
      async function* () {
        yield {
          id: 1,
          name: 'tab\t "quoted" £ 🎁\nand \\N',
          price: 9.95,
          at: '2024-01-02T03:04:05Z',
          paid: true,
        }
        yield {
          id: '2',
          name: null,
          price: '0.10',
          at: new Date('2024-05-06T07:08:09Z'),
          paid: 'no',
          more: {},
        }
        yield { id: 3n, name: '', price: 1e-7, paid: undefined }
      },
      {
        columns: {
          id: 'integer',
          label: { from: 'name', type: 'text' },
          price: 'numeric',
          at: 'timestamptz',
          paid: 'boolean',
        },
      },
    )
    expect(result).toMatchObject({ source: 'shop.orders', status: 'loaded', rows: 3, rejected: 0 })
    const from = { source_file: 'shop-api', loaded_at: first }
    expect(await table()).toEqual([
      {
        id: 1,
        label: 'tab\t "quoted" £ 🎁\nand \\N',
        price: '9.95',
        at: new Date('2024-01-02T03:04:05Z'),
        paid: true,
        source_row: '1',
        ...from,
      },
      {
        id: 2,
        label: null,
        price: '0.1',
        at: new Date('2024-05-06T07:08:09Z'),
        paid: false,
        source_row: '2',
        ...from,
      },
      { id: 3, label: null, price: '0.0000001', at: null, paid: null, source_row: '3', ...from },
    ])
  })

  it('may come from any iterable, and may be none', async () => {
    expect(await load(threeOrders)).toMatchObject({ status: 'loaded', rows: 3 })
    expect(await load(() => [])).toMatchObject({ status: 'loaded', rows: 0 })
    expect(await table()).toEqual([])
  })

  it('that are the same as before change nothing', async () => {
    await load(threeOrders)
    const again = await load(threeOrders, {}, { now: () => later })
    expect(again).toMatchObject({ status: 'skipped', rows: 3 })
    expect(await table()).toMatchObject([{ loaded_at: first }, { loaded_at: first }, { loaded_at: first }])

    const full = await load(threeOrders, {}, { now: () => later, fullRefresh: true })
    expect(full.status).toBe('loaded')
    expect((await load(() => threeOrders().slice(1))).status).toBe('loaded')
    expect(await table()).toMatchObject([{ id: 2 }, { id: 3 }])
    const retyped = await load(() => threeOrders().slice(1), { columns: { id: 'text', name: 'text' } })
    expect(retyped.status).toBe('loaded')
  })

  it('come through in their number and order, whatever their size', async () => {
    const count = 60_000
    const nameOf = (id: number): string => `${'ü🎁'.repeat(id % 11)}${id}`
    await load(async function* () {
      for (let id = 1; id <= count; id++) yield { id, name: nameOf(id) }
      yield { id: count + 1, name: 'x'.repeat(1_000_000) }
    })
    const rows = await database.query<{ id: number; name: string; source_row: string }>(
      'select id, name, source_row from raw.orders order by source_row',
    )
    expect(rows).toHaveLength(count + 1)
    expect(rows.pop()!.name).toHaveLength(1_000_000)
    expect(rows.filter((row) => row.name !== nameOf(row.id) || Number(row.source_row) !== row.id)).toEqual([])
  })

  it('go through the hooks and the key of their source', async () => {
    const result = await load(threeOrders, {
      key: ['id'],
      maxRejectedShare: 0.5,
      preprocess: (row, at) =>
        row.id === '2'
          ? reject('not this one')
          : { ...row, name: `${row.name} of ${at.file}, ${at.position}` },
    })
    expect(result).toMatchObject({ rows: 2, rejected: 1 })
    expect(await table()).toMatchObject([{ name: 'a of shop-api, 1' }, { name: 'c of shop-api, 3' }])
    await expect(load(() => [...threeOrders(), { id: 3, name: 'd' }], { key: ['id'] })).rejects.toThrow(
      'shop.orders: rows agree in all columns of the key (id)',
    )
  })

  it('can be replaced by a file for once', async () => {
    const folder = await scratchFolder()
    const data = await folder.write('orders.csv', 'id,name\n7,from a file\n')
    const unasked = (): never => {
      throw new Error('asked')
    }
    expect(await load(unasked, {}, { data })).toMatchObject({ status: 'loaded', rows: 1 })
    expect(await table()).toMatchObject([{ id: 7, source_file: 'orders.csv' }])
  })
})

describe('a value that a column can not hold exactly', () => {
  it.each([
    [
      'a number beyond 2^53',
      Number('12345678901234567890'),
      'id is the number 12345678901234567000, which has more digits',
    ],
    ['a number of 17 digits', 0.1 + 0.2, 'id is the number 0.30000000000000004, which has more digits'],
    ['no number', Number.NaN, 'id is NaN, which is no number'],
    ['no end', Number.NEGATIVE_INFINITY, 'id is -Infinity, which is no number'],
    ['an object', { amount: 1 }, 'id is an object, which is no value of a column'],
    ['a list', [1, 2], 'id is a list, which is no value of a column'],
    ['a function', () => 1, 'id is a function, which is no value of a column'],
    ['a symbol', Symbol('x'), 'id is a symbol, which is no value of a column'],
    ['half a character', '\ud83c', 'id is half a character'],
    ['a Date that is none', new Date('x'), 'id is a Date that is none'],
    ['another type', 'one', "id: 'one' is not of the type numeric"],
  ])('is refused: %s', async (_, value, reason) => {
    await load(
      () => [
        { id: 1, name: 'good' },
        { id: value, name: 'bad' },
      ],
      {
        columns: { id: 'numeric', name: 'text' },
        maxRejectedShare: 1,
      },
    )
    expect(await table()).toMatchObject([{ name: 'good' }])
    expect(await rejected()).toMatchObject([
      { source_row: '2', reason: expect.stringContaining(reason), raw_row: { name: 'bad' } },
    ])
  })

  it('is not refused where the column takes doubles, or says how many digits are good', async () => {
    await load(() => [{ a: 0.1 + 0.2, b: 0.1 + 0.2, c: 2 ** 53 - 1, d: 1e21 }], {
      columns: {
        a: 'double precision',
        b: { type: 'numeric', significantDigits: 15 },
        c: 'bigint',
        d: 'numeric',
      },
    })
    expect(await table()).toMatchObject([
      { a: 0.1 + 0.2, b: '0.3', c: '9007199254740991', d: '1000000000000000000000' },
    ])
  })

  it('of too many rows fails the load with the reasons', async () => {
    await load(threeOrders)
    await expect(load(() => [{ id: {}, name: 'x' }])).rejects.toMatchObject({
      name: 'TdbtError',
      message: expect.stringMatching(
        /1 of 1 rows can't be loaded.*as it was before\n {2}row 1 of shop-api: id is an object/s,
      ),
    })
    expect(await table()).toHaveLength(3)
  })
})

describe('a field', () => {
  it('may be left out of some rows, not of all', async () => {
    expect(await load(() => [{ id: 1 }, { id: 2, name: 'b' }])).toMatchObject({ rows: 2, rejected: 0 })
    await expect(load(() => [{ id: 1, Name: 'a' }])).rejects.toMatchObject({
      message: "no row of shop-api has the field 'name', which shop.orders reads",
      hint: 'the first row has id, Name; give null where there is no value',
    })
    expect(await load(() => [{ id: 1, name: null }])).toMatchObject({ rows: 1 })
  })

  it('is one of the row itself', async () => {
    const inherited = { columns: { id: 'integer', constructor: 'text' } } as const
    await expect(load(() => [{ id: 1 }], inherited)).rejects.toThrow("has the field 'constructor'")
  })
})

describe('a plugin that gives no rows', () => {
  it.each<[string, Rows, string, string]>([
    ['a text', () => ['1,a'], 'shop-api gave a text as row 1', 'a row is an object of values'],
    [
      'nothing',
      () => [{ id: 1, name: 'a' }, undefined],
      'shop-api gave undefined as row 2',
      'a row is an object',
    ],
    ['a page', () => [threeOrders()], 'shop-api gave a list as row 1', 'yield* rows'],
    ['a number', () => 7, 'shop-api: rows() gave a number, which holds no rows', 'write it as a generator'],
    ['a text at all', () => 'rows', 'shop-api: rows() gave a text, which holds no rows', 'generator'],
    ['undefined', () => undefined, 'shop-api: rows() gave undefined, which holds no rows', 'generator'],
    [
      'a promise',
      async () => threeOrders(),
      'shop-api: rows() gave a promise, which holds no rows',
      'generator',
    ],
  ])('but %s is told so, and nothing changes', async (_, rows, message, hint) => {
    await load(threeOrders)
    await expect(load(rows)).rejects.toMatchObject({
      name: 'TdbtError',
      message,
      hint: expect.stringContaining(hint),
    })
    expect(await table()).toHaveLength(3)
  })
})

describe('a plugin that fails', () => {
  /** Loads by a tdbt.config.ts whose plugin is these lines; they begin at line 5 of plugin.ts. */
  async function loadFile(lines: string) {
    const folder = await scratchFolder()
    await folder.write(
      'plugin.ts',
      `import { definePlugin, type PluginContext } from 'tdbt'
interface Order { readonly id: number }
export const plugin = definePlugin({
  name: 'shop-api', async *rows({ request, signal }: PluginContext) {
${lines}
  },
})
`,
    )
    await folder.write(
      'tdbt.config.ts',
      `import { defineConfig, defineSource } from 'tdbt'
import { plugin } from './plugin.js'
const columns = { id: 'integer' } as const
export default defineConfig({ sources: [defineSource({ source: 'shop', schema: 'raw', table: 'orders', from: plugin, columns })] })
`,
    )
    return ingest(await loadConfig(folder.path), adapter, { http: { attempts: 1 } })
  }

  it('says where in its own file, and leaves the table as it was', async () => {
    await load(threeOrders)
    const lines = `    yield { id: 1 }
    const nothing: Order | null = JSON.parse('null')
    yield { id: nothing!.id }`
    await expect(loadFile(lines)).rejects.toMatchObject({
      name: 'TdbtError',
      message: "shop-api failed: Cannot read properties of null (reading 'id')",
      place: { file: 'plugin.ts', line: 7 },
      source: expect.stringContaining('yield { id: nothing!.id }'),
    })
    expect(await table()).toHaveLength(3)
  })

  it('says so for a request too, with its line', async () => {
    const lines = `    yield { id: 1 }

    await request('http://127.0.0.1:9/orders?key=hidden')`
    await expect(loadFile(lines)).rejects.toMatchObject({
      name: 'TdbtError',
      message: "shop-api: can't read http://127.0.0.1:9/orders: the server refuses connections (1 try)",
      place: { file: 'plugin.ts', line: 7 },
    })
  })

  it('says what caused it, whatever was thrown', async () => {
    const withCause = `    throw new Error('page 3 is gone', { cause: new Error('the cursor is old') })\n    yield {}`
    await expect(loadFile(withCause)).rejects.toMatchObject({
      message: 'shop-api failed: page 3 is gone: the cursor is old',
      place: { file: 'plugin.ts', line: 5 },
    })
    await expect(loadFile(`    throw 'a text'\n    yield {}`)).rejects.toThrow('shop-api failed: a text')
    await expect(loadFile(`    throw null\n    yield {}`)).rejects.toThrow('shop-api failed: it threw null')
    await expect(loadFile(`    throw Object.create(null)\n    yield {}`)).rejects.toThrow(
      'shop-api failed: it threw an object',
    )
  })

  it('does not keep the other sources from being loaded', async () => {
    const source = { source: 'shop', schema: 'raw', columns }
    const fails: IngestPlugin = {
      name: 'broken',
      rows() {
        throw new Error('no')
      },
    }
    const works: IngestPlugin = { name: 'works', rows: threeOrders }
    const sources = validateConfig(
      {
        sources: [
          { ...source, table: 'broken', from: fails },
          { ...source, table: 'orders', from: works },
        ],
      },
      'tdbt.config.ts',
    )
    const config = { projectRoot: '/', file: 'tdbt.config.ts', sources }
    await expect(ingest(config, adapter)).rejects.toThrow('broken failed: no')
    expect(await table()).toHaveLength(3)
  })
})

describe('a load by a plugin that is broken off', () => {
  it('ends at once although the plugin waits for something else, and changes nothing', async () => {
    await load(threeOrders)
    const breaking = new AbortController()
    const loading = load(
      async function* () {
        yield { id: 9, name: 'z' }
        breaking.abort(new Error('Ctrl-C'))
        await new Promise(() => {})
      },
      {},
      { signal: breaking.signal },
    )
    await expect(loading).rejects.toThrow('Ctrl-C')
    expect(await table()).toHaveLength(3)
  })

  it('tells the plugin, which can clear up', async () => {
    const breaking = new AbortController()
    let onCleared = (): void => {}
    const isCleared = new Promise<void>((resolve) => {
      onCleared = resolve
    })
    const rows: Rows = async function* ({ signal }) {
      try {
        yield { id: 9, name: 'z' }
        const told = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
        breaking.abort(new Error('Ctrl-C'))
        await told
      } finally {
        onCleared()
      }
    }
    await expect(load(rows, {}, { signal: breaking.signal })).rejects.toThrow('Ctrl-C')
    await isCleared
  })

  it('lets a plugin clear up when a row of it is none', async () => {
    let cleared = false
    const rows: Rows = async function* () {
      try {
        yield 'garbage'
      } finally {
        cleared = true
      }
    }
    await expect(load(rows)).rejects.toThrow('gave a text')
    expect(cleared).toBe(true)
  })
})

describe('a plugin that asks a server', () => {
  interface Page {
    readonly orders: readonly object[]
    readonly next: string | null
  }
  const pagesOf = (start: string): Rows =>
    async function* ({ request }) {
      for (let url: string | null = start; url !== null; ) {
        const page = (await request(url)).json() as Page
        yield* page.orders
        url = page.next === null ? null : new URL(page.next, start).href
      }
    }

  it('gets every page, and no number loses a digit on the way', async () => {
    const server = await fileServer((request, response) => {
      const isLast = request.url === '/?page=2'
      response.end(
        isLast
          ? '{"orders": [{"id": 12345678901234567890, "name": "c"}], "next": null}'
          : '{"orders": [{"id": 0.30000000000000004, "name": "a"}, {"id": 2.50, "name": "b"}], "next": "/?page=2"}',
      )
    })
    await load(pagesOf(server.url), { columns: { id: 'numeric', name: 'text' } })
    expect((await table()).map((row) => row.id)).toEqual([
      '0.30000000000000004',
      '2.5',
      '12345678901234567890',
    ])
  })

  it('leaves the table as it was when a page fails, and says with which kind of error', async () => {
    await load(threeOrders)
    const server = await fileServer((_, response, index) =>
      index === 0
        ? response.end('{"orders": [{"id": 9, "name": "z"}], "next": "/gone"}')
        : response.writeHead(404).end(),
    )
    const error: unknown = await load(pagesOf(server.url)).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(TransferError)
    expect((error as Error).message).toBe(`shop-api: can't read ${server.url}/gone: the server answered 404`)
    expect(await table()).toHaveLength(3)
  })

  it('may have asked for more than it waits for', async () => {
    const server = await fileServer(() => {})
    const rows: Rows = async function* ({ request }) {
      void request(server.url)
      yield 'garbage'
    }
    await expect(load(rows)).rejects.toThrow('gave a text')
  })

  it('is ended by Ctrl-C while it waits for an answer', async () => {
    const breaking = new AbortController()
    const server = await fileServer(() => breaking.abort(new Error('Ctrl-C')))
    await expect(load(pagesOf(server.url), {}, { signal: breaking.signal })).rejects.toThrow('Ctrl-C')
  })
})
