import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { goodCsv, type ItemsProject, itemsConfig, openItemsProject } from '../support/items-project.js'

let items: ItemsProject

beforeAll(async () => {
  items = await openItemsProject()
})
afterAll(() => items.close())

const good = itemsConfig("'data/items.csv'")

/** What is said of a tdbt.config.ts that can't be used: nothing is begun. */
async function refusal(config: string): Promise<string> {
  items.write('tdbt.config.ts', config)
  const { code, output } = await items.refused()
  expect(code).toBe(2)
  return output
}

test('a syntax error', async () => {
  expect(await refusal(good.replace("table: 'items',", "table: 'items'"))).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts:7:7
      tdbt.config.ts can't be loaded: Unexpected token, expected ","
        7 |       schema: 'raw',
          |       ^
      hint: npx tsc --noEmit tdbt.config.ts shows more of what is wrong with it
      code: ingest-config-not-loaded"
  `)
})

test('a key that there is not', async () => {
  expect(await refusal(good.replace('schema:', 'shema:'))).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts:7:7
      tdbt.config.ts: sources[0].shema is not a known key
        7 |       shema: 'raw',
          |       ^^^^^
      hint: did you mean 'schema'?
            known keys are source, table, schema, from, columns, preprocess, key, maxRejectedShare
      code: ingest-config-not-valid"
  `)
  expect(await refusal(good.replace('required:', 'requierd:'))).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts:10:32
      tdbt.config.ts: sources[0].columns.id.requierd is not a known key
        10 |         id: { type: 'integer', requierd: true },
           |                                ^^^^^^^^
      hint: did you mean 'required'?
            known keys are type, from, required, wholeNumber, significantDigits
      code: ingest-config-not-valid"
  `)
  expect(await refusal(itemsConfig("{ path: 'data/items.csv', delimeter: ';' }"))).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts:8:39
      tdbt.config.ts: sources[0].from.delimeter is not a known key
        8 |       from: { path: 'data/items.csv', delimeter: ';' },
          |                                       ^^^^^^^^^
      hint: did you mean 'delimiter'?
            known keys are url, path, land, format, member, sheet, encoding, delimiter
      code: ingest-config-not-valid"
  `)
})

test('a type that there is not, with what else is wrong', async () => {
  expect(
    await refusal(good.replace("'numeric'", "'decimal'").replace("source: 'shop'", 'source: 1')),
  ).toMatchInlineSnapshot(`
    "Encountered 2 errors:
    Ingestion Error in tdbt.config.ts:5:7
      tdbt.config.ts: sources[0].source must be a text
        5 |       source: 1,
          |       ^^^^^^
      hint: wrap it in defineConfig, defineSource and definePlugin: an editor then shows what each key takes
      code: ingest-config-not-valid

    Ingestion Error in tdbt.config.ts:12:9
      tdbt.config.ts: sources[0].columns.price has the type "decimal"
        12 |         price: { type: 'decimal' },
           |         ^^^^^
      hint: types are text, integer, bigint, numeric, double precision, boolean, date, timestamp, timestamptz
      code: ingest-config-not-valid"
  `)
})

test('a module that throws', async () => {
  expect(
    await refusal(
      `${good}\nfunction tokenOf(name: string): string {\n  throw new Error(\`\${name} is not set\`)\n}\ntokenOf('SHOP_TOKEN')\n`,
    ),
  ).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts:19
      tdbt.config.ts can't be loaded: SHOP_TOKEN is not set
        19 |   throw new Error(\`\${name} is not set\`)
      hint: npx tsc --noEmit tdbt.config.ts shows more of what is wrong with it
      code: ingest-config-not-loaded"
  `)
  expect(await refusal(`${good}\nthrow 'no token'\n`)).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts
      tdbt.config.ts can't be loaded: no token
      hint: npx tsc --noEmit tdbt.config.ts shows more of what is wrong with it
      code: ingest-config-not-loaded"
  `)
})

test('an import that is not there', async () => {
  expect(await refusal(`import { clean } from './cleaning.js'\n${good}\nclean()\n`)).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts:1:23
      tdbt.config.ts can't be loaded: it imports './cleaning.js', which is not there
        1 | import { clean } from './cleaning.js'
          |                       ^^^^^^^^^^^^^^^
      hint: correct the path: it is relative to the file that imports it
      code: ingest-config-not-loaded"
  `)
  expect(await refusal(`import { clean } from 'nosuch-package'\n${good}\nclean()\n`)).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts:1:23
      tdbt.config.ts can't be loaded: it imports 'nosuch-package', which is not there
        1 | import { clean } from 'nosuch-package'
          |                       ^^^^^^^^^^^^^^^^
      hint: npm install nosuch-package
      code: ingest-config-not-loaded"
  `)
})

test('a syntax error in a file that it imports', async () => {
  items.write('broken.ts', 'export const one = 1\nexport const = 2\n')
  expect(await refusal(`import { one } from './broken.js'\n${good}\nvoid one\n`)).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in broken.ts:2:14
      tdbt.config.ts can't be loaded: Unexpected token
        2 | export const = 2
          |              ^
      hint: npx tsc --noEmit tdbt.config.ts shows more of what is wrong with it
      code: ingest-config-not-loaded"
  `)
})

test('no export, and one that is no configuration', async () => {
  expect(await refusal('export const items = []\n')).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts
      tdbt.config.ts: sources must be a list of sources, made by defineSource({ ... })
      hint: wrap it in defineConfig, defineSource and definePlugin: an editor then shows what each key takes
      code: ingest-config-not-valid"
  `)
  expect(await refusal('export default []\n')).toMatchInlineSnapshot(`
    "Encountered an error:
    Ingestion Error in tdbt.config.ts
      tdbt.config.ts: the default export must be a configuration
      hint: export default defineConfig({ sources: [...] })
      code: ingest-config-not-valid"
  `)
})

test('a selection that matches nothing', async () => {
  items.write('tdbt.config.ts', good)
  expect(await items.refused('--select', 'source:shop.itmes')).toMatchInlineSnapshot(`
    {
      "code": 2,
      "output": "Encountered an error:
    Ingestion Error
      'source:shop.itmes' matches no source of tdbt.config.ts
      hint: did you mean 'source:shop.items'?
      code: ingest-selection-not-valid",
    }
  `)
})

test('a preprocess hook that fails, in the config or a file beside it', async () => {
  items.write('data/items.csv', goodCsv.replace('pear', 'plum'))
  const withHook = (hook: string): string =>
    good.replace("from: 'data", `preprocess: ${hook},\n      from: 'data`)
  items.write('data/trim.ts', 'export const trim = (row) => {\n  return row.nosuch.trim()\n}\n')
  const hooks = [
    '(row) => {\n        throw new Error("no way with " + row.id)\n      }',
    'trim',
    '() => undefined',
    '(row) => ({ ...row, id: 1 })',
  ]
  const outputs: string[] = []
  for (const hook of hooks) {
    items.write('tdbt.config.ts', `import { trim } from './data/trim.ts'\n${withHook(hook)}`)
    outputs.push((await items.refused()).output)
  }
  expect(outputs.join('\n\n')).toMatchInlineSnapshot(`
    "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
    Encountered an error:
    Ingestion Error in tdbt.config.ts:10
      preprocess of shop.items failed at data/items.csv:2, row 1: no way with 1
        10 |         throw new Error("no way with " + row.id)
      hint: return reject(reason) for a row that can not be used
      code: preprocess-failed

    1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
    Encountered an error:
    Ingestion Error in data/trim.ts:2
      preprocess of shop.items failed at data/items.csv:2, row 1: Cannot read properties of undefined (reading 'trim')
        2 |   return row.nosuch.trim()
      hint: return reject(reason) for a row that can not be used
      code: preprocess-failed

    1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
    Encountered an error:
    Ingestion Error in tdbt.config.ts:9:7
      preprocess of shop.items returned no row at data/items.csv:2, row 1
        9 |       preprocess: () => undefined,
          |       ^^^^^^^^^^
      hint: return the row, or reject(reason)
      code: preprocess-failed

    1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
    Encountered an error:
    Ingestion Error in tdbt.config.ts:9:7
      preprocess of shop.items gave id a number at data/items.csv:2, row 1
        9 |       preprocess: (row) => ({ ...row, id: 1 }),
          |       ^^^^^^^^^^
      hint: cells are text or null; their column types them afterwards
      code: preprocess-failed"
  `)
})

test('no such file', async () => {
  rmSync(join(items.path, 'tdbt.config.ts'))
  expect(await items.refused()).toMatchInlineSnapshot(`
    {
      "code": 2,
      "output": "Encountered an error:
    Ingestion Error
      no tdbt.config.ts in <project>
      hint: write one that exports defineConfig({ sources: [...] }) from 'tdbt'
      code: ingest-config-not-found",
    }
  `)
})
