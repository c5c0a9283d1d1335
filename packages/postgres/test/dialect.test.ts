import type { Column } from '@tdbt/adapter-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/postgres.js'
import { postgresDialect as dialect } from '../src/index.js'

let database: TestDatabase

beforeAll(async () => {
  database = await testDatabase()
})

afterAll(() => database.drop())

const texts = [
  'plain',
  `it's`,
  '"quoted"',
  'back\\slash',
  `\\'`,
  '$$',
  'é😀\n',
  "a'; drop table x; --",
  '%s',
  ' ',
]

describe('what is quoted comes back from the server as it was', () => {
  test.each(texts)('%j', async (text) => {
    for (const setting of ['on', 'off']) {
      const rows = await database.query(`
        set standard_conforming_strings to ${setting};
        select ${dialect.literal(text)} as ${dialect.quoteIdentifier(text)}`)
      expect(rows).toEqual([{ [text]: text }])
    }
  })
})

const column = (
  dtype: string,
  charSize: number | null = null,
  precision: number | null = null,
  scale: number | null = null,
) => ({ name: 'a', dtype, charSize, numericPrecision: precision, numericScale: scale }) satisfies Column

test.each([
  [column('text'), 'text'],
  [column('character varying'), 'character varying'],
  [column('character varying', 20), 'character varying(20)'],
  [column('character', 3), 'character varying(3)'],
  [column('numeric', null, 10, 2), 'numeric(10,2)'],
  [column('numeric'), 'numeric'],
  [column('integer', null, 32, 0), 'integer'],
  // dbt's rule; what a table can be made from is the column's definition
  [{ ...column('ARRAY'), definition: 'integer[]' }, 'ARRAY'],
  [{ ...column('USER-DEFINED'), definition: 's.mood' }, 'USER-DEFINED'],
])('the type of %j is %s', (given, type) => {
  expect(dialect.columnType(given)).toBe(type)
})

test.each([
  [column('character varying', 10), column('character varying', 20), true],
  [column('character varying', 20), column('character varying', 10), false],
  [column('character varying', 20), column('text'), true],
  [column('text'), column('character varying', 300), true],
  [column('text'), column('text'), false],
  [column('integer'), column('bigint'), false],
  [column('character varying', 10), column('integer'), false],
])('%j can be widened to %j: %s', (from, to, can) => {
  expect(dialect.canExpandTo(from, to)).toBe(can)
})

test('the types of seeds are types of Postgres', async () => {
  for (const kind of ['integer', 'number', 'boolean', 'date', 'timestamp', 'time', 'text'] as const) {
    await database.query(`select null::${dialect.seedType(kind)}`)
  }
})
