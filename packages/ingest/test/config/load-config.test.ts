import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { loadConfig, selectSources } from '../../src/index.js'
import { scratchFolder } from '../support/scratch-folder.js'

async function configOf(text: string, name = 'tdbt.config.ts') {
  const folder = await scratchFolder()
  await folder.write(name, text)
  return loadConfig(folder.path)
}

function configWith(source: string): string {
  return `import { defineConfig, defineSource } from 'tdbt'
export default defineConfig({ sources: [defineSource(${source})] })`
}

describe('tdbt.config.ts', () => {
  it('is loaded where nothing is installed, its own modules with it, and its defaults are filled in', async () => {
    const folder = await scratchFolder()
    await folder.write(
      'orders.ts',
      `import { defineSource, reject, type SourceRow } from 'tdbt'
       export const orders = defineSource({
         source: 'shop', table: 'orders', from: ['a.csv', 'https://example.org/b.csv', { path: 'c.zip', member: 'd.csv' }],
         columns: { id: 'integer', name: { type: 'text', from: 'Name' } },
         preprocess: (row: SourceRow) => row.id === '0' ? reject('no id') : row,
       })`,
    )
    await folder.write(
      'tdbt.config.ts',
      `import { defineConfig } from 'tdbt'
       import { orders } from './orders'
       export default defineConfig({ sources: [orders] })`,
    )
    const { sources } = await loadConfig(folder.path)
    expect(sources).toMatchObject([
      {
        name: 'shop.orders',
        schema: 'shop',
        input: {
          kind: 'files',
          files: [
            { path: 'a.csv' },
            { url: 'https://example.org/b.csv' },
            { path: 'c.zip', member: 'd.csv' },
          ],
        },
        columns: [
          { name: 'id', from: 'id', type: 'integer' },
          { name: 'name', from: 'Name', type: 'text' },
        ],
        key: [],
        maxRejectedShare: 0.01,
      },
    ])
    const [hook] = sources[0]!.preprocess
    expect(hook?.({ id: '0', name: null }, { file: 'a.csv', position: 1 })).toEqual({ rejected: 'no id' })
  })

  it('may have a plugin in the place of files', async () => {
    const text = `import { defineConfig, definePlugin, defineSource } from 'tdbt'
      const pages = definePlugin({ name: 'pages', async *rows() { yield { id: 1 } } })
      export default defineConfig({
        sources: [defineSource({ source: 's', table: 't', from: pages, columns: { id: 'integer' } })],
      })`
    const { sources } = await configOf(text)
    expect(sources[0]!.input).toMatchObject({ kind: 'plugin', plugin: { name: 'pages' } })
  })

  it('may be plain JavaScript', async () => {
    const text = configWith(`{ source: 's', table: 't', from: 'a.csv', columns: { a: 'text' } }`)
    expect((await configOf(text, 'tdbt.config.mjs')).file).toBe('tdbt.config.mjs')
  })

  it('of the retail project is one', async () => {
    const { sources } = await loadConfig(
      fileURLToPath(new URL('../../../../retail_project', import.meta.url)),
    )
    expect(sources.map((source) => source.name)).toEqual(['retail.raw_online_retail'])
  })

  it('is asked for where it is missing', async () => {
    const folder = await scratchFolder()
    await expect(loadConfig(folder.path)).rejects.toMatchObject({
      name: 'TdbtError',
      message: expect.stringContaining('no tdbt.config.ts in'),
    })
  })

  it('that can not be loaded is an error with its reason', async () => {
    await expect(configOf(`import './gone.js'`)).rejects.toThrow(/tdbt.config.ts can't be loaded: .*gone/)
    await expect(configOf('export default {{')).rejects.toThrow("tdbt.config.ts can't be loaded: ")
    await expect(configOf('export const x = 1')).rejects.toThrow('sources must be a list')
  })

  it.each([
    [`{ table: 't', from: 'a.csv', columns: { a: 'text' } }`, 'sources[0].source must be a text'],
    [`{ source: 's', table: 't', columns: { a: 'text' } }`, 'sources[0].from must be a URL, a path'],
    [
      `{ source: 's', table: 't', from: { sheet: 'x' }, columns: { a: 'text' } }`,
      'sources[0].from must have one of url and path',
    ],
    [`{ source: 's', table: 't', from: [], columns: { a: 'text' } }`, 'sources[0].from names no file'],
    [
      `{ source: 's', table: 't', from: { path: 'a', format: 'xls' }, columns: { a: 'text' } }`,
      "sources[0].from.format must be 'csv' or 'xlsx'",
    ],
    [
      `{ source: 's', table: 't', from: { name: 'p', rows: [] }, columns: { a: 'text' } }`,
      'sources[0].from.rows must be a function',
    ],
    [
      `{ source: 's', table: 't', from: { rows: () => [] }, columns: { a: 'text' } }`,
      'sources[0].from.name must be a text',
    ],
    [
      `{ source: 's', table: 't', from: { name: 'p', rows: () => [], version: 1 }, columns: { a: 'text' } }`,
      'sources[0].from.version is not a known key',
    ],
    [`{ source: 's', table: 't', from: () => [], columns: { a: 'text' } }`, 'sources[0].from is a function'],
    [
      `{ source: 's', table: 't', from: ['a.csv', { name: 'p', rows: () => [] }], columns: { a: 'text' } }`,
      'sources[0].from[1] is a plugin in a list',
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: {} }`,
      "sources[0].columns must name the table's columns",
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: { a: 'int' } }`,
      'sources[0].columns.a has the type "int"',
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: { loaded_at: 'text' } }`,
      'is a column that the loader adds itself',
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: { a: { type: 'text', form: 'A' } } }`,
      'sources[0].columns.a.form is not a known key',
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: { a: { type: 'numeric', significantDigits: 16 } } }`,
      'must be a whole number from 1 to 15',
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: { a: { type: 'integer', wholeNumber: true } } }`,
      'is for columns of the type text',
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: { a: 'text' }, key: ['b'] }`,
      'sources[0].key names b',
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: { a: 'text' }, maxRejectedShare: 5 }`,
      'sources[0].maxRejectedShare must be a number from 0 to 1',
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: { a: 'text' }, preprocess: 'x' }`,
      'sources[0].preprocess must be a function',
    ],
    [
      `{ source: 's', table: 't', from: 'a.csv', columns: { a: 'text' }, sheet: 'x' }`,
      'sources[0].sheet is not a known key',
    ],
  ])('that says %s is refused', async (source, message) => {
    await expect(configOf(configWith(source))).rejects.toThrow(message)
  })

  it('with several mistakes names them all', async () => {
    await expect(
      configOf(configWith(`{ source: 's', from: 'a.csv', columns: { a: 'int' } }`)),
    ).rejects.toMatchObject({
      name: 'TdbtErrors',
      errors: [{ message: expect.stringContaining('table') }, { message: expect.stringContaining('"int"') }],
    })
  })

  it('that defines a table twice is refused', async () => {
    const one = `{ source: 's', table: 't', from: 'a.csv', columns: { a: 'text' } }`
    await expect(configOf(`export default { sources: [${one}, ${one}] }`)).rejects.toThrow(
      'defines s.t a second time',
    )
  })
})

describe('a selection of sources', () => {
  const sourceText = (source: string, table: string): string =>
    `{ source: '${source}', table: '${table}', from: 'a.csv', columns: { a: 'text' } }`
  const load = () =>
    configOf(
      `export default { sources: [${sourceText('shop', 'orders')}, ${sourceText('shop', 'items')}, ${sourceText('web', 'orders')}] }`,
    )
  const names = async (select?: string[]) => selectSources(await load(), select).map((source) => source.name)

  it('is by source and table, all without one, in the order of the file', async () => {
    expect(await names()).toEqual(['shop.orders', 'shop.items', 'web.orders'])
    expect(await names(['source:shop'])).toEqual(['shop.orders', 'shop.items'])
    expect(await names(['source:web source:shop.items'])).toEqual(['shop.items', 'web.orders'])
    expect(await names(['source:*.orders'])).toEqual(['shop.orders', 'web.orders'])
  })

  it('that fits nothing is an error', async () => {
    await expect(names(['source:show'])).rejects.toMatchObject({
      message: "'source:show' matches no source of tdbt.config.ts",
      hint: 'it defines source:shop.orders, source:shop.items, source:web.orders',
    })
    await expect(names(['orders'])).rejects.toThrow("tdbt ingest can't select by 'orders'")
  })

  it('names a key of any length', async () => {
    const key = 'from'.padEnd(40_000, 'x')
    await expect(
      configOf(configWith(`{ source: 'shop', table: 'orders', ${key}: 'a.csv' }`)),
    ).rejects.toThrow('fromxxxxxxxx')
  })
})
