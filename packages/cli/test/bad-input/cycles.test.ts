import { expect, test } from 'vitest'
import { useSoundProject } from '../support/bad-input.js'

const { broken } = useSoundProject()

test('a cycle, by its path', async () => {
  expect(
    await broken({
      'models/a.sql': "select * from {{ ref('c') }}\n",
      'models/b.sql': "select 1 as one\nunion all\nselect * from {{ ref('a') }}\n",
      'models/c.sql': "select * from {{ ref('b') }}\n",
    }),
  ).toMatchInlineSnapshot(`
    "exit code 2
    Encountered an error:
    Compilation Error in models/b.sql:3:22
      Found a cycle: model.shop.a --> model.shop.b --> model.shop.c --> model.shop.a
        model.shop.b reads model.shop.a (models/b.sql:3:22)
        model.shop.c reads model.shop.b (models/c.sql:1:22)
        model.shop.a reads model.shop.c (models/a.sql:1:22)
        3 | select * from {{ ref('a') }}
          |                      ^^^
      hint: take one of these refs away: each node can only read what is built before it
      code: cycle
    "
  `)
})

test('a model that reads itself', async () => {
  expect(await broken({ 'models/report.sql': "select * from {{ ref('report') }}\n" })).toMatchInlineSnapshot(`
    "exit code 2
    Encountered an error:
    Compilation Error in models/report.sql:1:22
      Found a cycle: model.shop.report --> model.shop.report
        model.shop.report reads model.shop.report (models/report.sql:1:22)
        1 | select * from {{ ref('report') }}
          |                      ^^^^^^^^
      hint: a model reads its own table as {{ this }}, not by ref()
      code: cycle
    "
  `)
})

test('of a long cycle, its ends', async () => {
  const name = (at: number): string => `m${String(at % 40).padStart(2, '0')}`
  const ring = Array.from({ length: 40 }, (_, at) => [
    `models/${name(at + 1)}.sql`,
    `select * from {{ ref('${name(at)}') }}\n`,
  ])
  expect(await broken(Object.fromEntries(ring))).toMatchInlineSnapshot(`
    "exit code 2
    Encountered an error:
    Compilation Error in models/m01.sql:1:22
      Found a cycle: model.shop.m00 --> model.shop.m01 --> model.shop.m02 --> model.shop.m03 --> model.shop.m04 --> model.shop.m05 --> model.shop.m06 --> model.shop.m07 --> model.shop.m08 --> model.shop.m09 --> ... 20 more ... --> model.shop.m30 --> model.shop.m31 --> model.shop.m32 --> model.shop.m33 --> model.shop.m34 --> model.shop.m35 --> model.shop.m36 --> model.shop.m37 --> model.shop.m38 --> model.shop.m39 --> model.shop.m00
        model.shop.m01 reads model.shop.m00 (models/m01.sql:1:22)
        model.shop.m02 reads model.shop.m01 (models/m02.sql:1:22)
        model.shop.m03 reads model.shop.m02 (models/m03.sql:1:22)
        model.shop.m04 reads model.shop.m03 (models/m04.sql:1:22)
        model.shop.m05 reads model.shop.m04 (models/m05.sql:1:22)
        model.shop.m06 reads model.shop.m05 (models/m06.sql:1:22)
        model.shop.m07 reads model.shop.m06 (models/m07.sql:1:22)
        model.shop.m08 reads model.shop.m07 (models/m08.sql:1:22)
        model.shop.m09 reads model.shop.m08 (models/m09.sql:1:22)
        model.shop.m10 reads model.shop.m09 (models/m10.sql:1:22)
        ... 20 more ...
        model.shop.m31 reads model.shop.m30 (models/m31.sql:1:22)
        model.shop.m32 reads model.shop.m31 (models/m32.sql:1:22)
        model.shop.m33 reads model.shop.m32 (models/m33.sql:1:22)
        model.shop.m34 reads model.shop.m33 (models/m34.sql:1:22)
        model.shop.m35 reads model.shop.m34 (models/m35.sql:1:22)
        model.shop.m36 reads model.shop.m35 (models/m36.sql:1:22)
        model.shop.m37 reads model.shop.m36 (models/m37.sql:1:22)
        model.shop.m38 reads model.shop.m37 (models/m38.sql:1:22)
        model.shop.m39 reads model.shop.m38 (models/m39.sql:1:22)
        model.shop.m00 reads model.shop.m39 (models/m00.sql:1:22)
        1 | select * from {{ ref('m00') }}
          |                      ^^^^^
      hint: take one of these refs away: each node can only read what is built before it
      code: cycle
    "
  `)
})
