import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { type Called, callTdbt } from './call-tdbt.js'
import { projectFolder } from './tdbt.js'
import { warehouseContent } from './warehouse-content.js'

export const goodCsv = 'id,name,price\n1,apple,1.5\n2,pear,2\n'

/** A `tdbt.config.ts` whose one source, `shop.items`, reads from there. */
export function itemsConfig(from: string): string {
  return `import { defineConfig, defineSource } from 'tdbt'
export default defineConfig({
  sources: [
    defineSource({
      source: 'shop',
      table: 'items',
      schema: 'raw',
      from: ${from},
      columns: {
        id: { type: 'integer', required: true },
        name: 'text',
        price: { type: 'numeric' },
      },
    }),
  ],
})
`
}

export interface ItemsProject {
  readonly path: string
  readonly database: TestDatabase
  write(name: string, content: string | Uint8Array): void
  ingest(...args: readonly string[]): Promise<Called>
  /** Runs `tdbt ingest`, which must fail and leave every table, old and new, as it was. */
  refused(...args: readonly string[]): Promise<Called>
  close(): Promise<void>
}

/** A project whose table `raw.items` is there already, from a good file: what every bad one must leave as it is. */
export async function openItemsProject(): Promise<ItemsProject> {
  const database = await testDatabase()
  const { path, remove } = await projectFolder({
    'dbt_project.yml': 'name: shop\nprofile: shop\n',
    'profiles.yml': JSON.stringify({ shop: { target: 'dev', outputs: { dev: database.credentials } } }),
    'tdbt.config.ts': itemsConfig("'data/items.csv'"),
    'data/items.csv': goodCsv,
  })
  const ingest = (...args: readonly string[]) => callTdbt(path, 'ingest', ...args)
  expect(await ingest()).toMatchObject({ code: 0 })
  const before = await warehouseContent(database)
  expect(Object.values(before)).toEqual([[expect.stringMatching(/apple/), expect.stringMatching(/pear/)], []])
  return {
    path,
    database,
    write: (name, content) => writeFileSync(join(path, name), content),
    ingest,
    async refused(...args) {
      const called = await ingest(...args)
      expect(called.code).not.toBe(0)
      expect(await warehouseContent(database)).toEqual(before)
      return called
    },
    async close() {
      remove()
      await database.drop()
    },
  }
}
