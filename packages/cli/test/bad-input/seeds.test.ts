import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../../test/support/postgres.js'
import { callTdbt } from '../support/call-tdbt.js'
import { projectFolder } from '../support/tdbt.js'
import { warehouseContent } from '../support/warehouse-content.js'

let database: TestDatabase
let project: Awaited<ReturnType<typeof projectFolder>>
let before: Awaited<ReturnType<typeof warehouseContent>>

const goodSeed = 'id,name\n1,Peru\n2,Chile\n'

/** The seed is loaded already, and a view reads it: what every bad file must leave as it is. */
beforeAll(async () => {
  database = await testDatabase()
  project = await projectFolder({
    'dbt_project.yml': 'name: shop\nprofile: shop\nseeds:\n  +column_types: {id: integer}\n',
    'profiles.yml': JSON.stringify({
      shop: { target: 'dev', outputs: { dev: { ...database.credentials, threads: 1 } } },
    }),
    'seeds/geo/countries.csv': goodSeed,
    'models/named.sql': "select name from {{ ref('countries') }}\n",
  })
  expect(await callTdbt(project.path, 'build')).toMatchObject({ code: 0 })
  before = await warehouseContent(database)
  expect(Object.values(before)).toEqual([
    ['(1,Peru)', '(2,Chile)'],
    ['(Chile)', '(Peru)'],
  ])
})
afterAll(async () => {
  project.remove()
  await database.drop()
})

/** What the summary says of the seed; the build goes on with what does not read it. */
async function refusal(seed: string | Uint8Array, expected = 1): Promise<string> {
  writeFileSync(join(project.path, 'seeds/geo/countries.csv'), seed)
  const { code, output } = await callTdbt(project.path, 'build')
  expect(await warehouseContent(database)).toEqual(before)
  expect(code).toBe(expected)
  return output.replace(/^.*Completed with 1 error[^\n]*\n\n/s, '')
}

test('a quote that is not closed', async () => {
  expect(await refusal('id,name\n1,Peru\n2,"Chile\n3,Cuba\n')).toMatchInlineSnapshot(`
    "Failure in seed countries (seeds/geo/countries.csv)
      Runtime Error in seed countries (seeds/geo/countries.csv)
        the seed can't be read: in the row that begins here a quote is opened and never closed
        seeds/geo/countries.csv:3:1
          3 | 2,"Chile
            | ^
        hint: a value that begins with a quote ends with one, and has those within doubled
        code: seed-not-valid

    Done. PASS=0 WARN=0 ERROR=1 SKIP=1 NO-OP=0 TOTAL=2"
  `)
})

test('a row with more values than the header', async () => {
  expect(await refusal('id,name\n1,Peru\n2,Chile,Santiago\n')).toMatchInlineSnapshot(`
    "Failure in seed countries (seeds/geo/countries.csv)
      Runtime Error in seed countries (seeds/geo/countries.csv)
        the seed can't be read: this row has 3 values, and the header 2
        seeds/geo/countries.csv:3:1
          3 | 2,Chile,Santiago
            | ^
        hint: no row has more values than the header, separated by ','; a value that holds it stands in double quotes
        code: seed-not-valid

    Done. PASS=0 WARN=0 ERROR=1 SKIP=1 NO-OP=0 TOTAL=2"
  `)
})

test('letters in latin1, and UTF-16', async () => {
  expect(await refusal(Buffer.from('id,name\n1,Peru\n2,Côte\n', 'latin1'), 2)).toMatchInlineSnapshot(`
    "Encountered an error:
    Parsing Error in seeds/geo/countries.csv:3:4
      the file is not encoded in UTF-8
        3 | 2,C�te
          |    ^
      hint: save it as UTF-8: iconv -f latin1 -t utf-8 turns the most common other encoding
      code: not-utf8"
  `)
  expect(await refusal(Buffer.from(`\ufeff${goodSeed}`, 'utf16le'), 2)).toMatchInlineSnapshot(`
    "Encountered an error:
    Parsing Error in seeds/geo/countries.csv:1:1
      the file is not encoded in UTF-8
      hint: it is UTF-16: save it as UTF-8, or turn it with iconv -f utf-16 -t utf-8
      code: not-utf8"
  `)
})

test('a value that is not of the declared type', async () => {
  expect(await refusal('id,name\n1,Peru\ntwo,Chile\n')).toMatchInlineSnapshot(`
    "Failure in seed countries (seeds/geo/countries.csv)
      Database Error in seed countries (seeds/geo/countries.csv)
        invalid input syntax for type integer: "two"
        seeds/geo/countries.csv:3:1
          3 | two,Chile
            | ^
        hint: correct the value, or the type of the column in column_types
        code: value-not-valid

    Done. PASS=0 WARN=0 ERROR=1 SKIP=1 NO-OP=0 TOTAL=2"
  `)
})

test('a zero byte', async () => {
  expect(await refusal('id,name\n1,Pe\0ru\n')).toMatchInlineSnapshot(`
    "Failure in seed countries (seeds/geo/countries.csv)
      Runtime Error in seed countries (seeds/geo/countries.csv)
        the seed can't be read: it holds a zero byte, which the database can't store
        seeds/geo/countries.csv:2:5
          2 | 1,Pe�ru
            |     ^
        hint: take it out
        code: seed-not-valid

    Done. PASS=0 WARN=0 ERROR=1 SKIP=1 NO-OP=0 TOTAL=2"
  `)
})

test('a value of the wrong type after quoted line ends and empty lines', async () => {
  expect(
    await refusal('id,name\r\n1,"Pe\r\nru"\r\n\r\n2,Chile\r\nthree,"Cu\nba"\r\n'),
  ).toMatchInlineSnapshot(`
    "Failure in seed countries (seeds/geo/countries.csv)
      Database Error in seed countries (seeds/geo/countries.csv)
        invalid input syntax for type integer: "three"
        seeds/geo/countries.csv:6:1
          6 | three,"Cu
            | ^
        hint: correct the value, or the type of the column in column_types
        code: value-not-valid

    Done. PASS=0 WARN=0 ERROR=1 SKIP=1 NO-OP=0 TOTAL=2"
  `)
})

test('nothing at all', async () => {
  expect(await refusal('')).toMatchInlineSnapshot(`
    "Failure in seed countries (seeds/geo/countries.csv)
      Runtime Error in seed countries (seeds/geo/countries.csv)
        the seed is empty
        seeds/geo/countries.csv:1:1
          1 | 
            | ^
        hint: its first line must be a header with the names of the columns
        code: seed-not-valid

    Done. PASS=0 WARN=0 ERROR=1 SKIP=1 NO-OP=0 TOTAL=2"
  `)
})
