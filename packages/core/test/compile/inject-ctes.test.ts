import { describe, expect, test } from 'vitest'
import { injectCtes } from '../../src/compile/inject-ctes.js'

const ctes = [
  { id: 'a', sql: ' __dbt__cte__a as (\nselect 1\n)' },
  { id: 'b', sql: ' __dbt__cte__b as (\nselect 2\n)' },
]
const list = ' __dbt__cte__a as (\nselect 1\n),  __dbt__cte__b as (\nselect 2\n)'

/** Queries, and what dbt 1.11 makes of them. */
const queries: readonly (readonly [string, string, string])[] = [
  ['without a with', 'select 1', `with${list} select 1`],
  ['with space before it', '\n\n  select 1\n', `\n\n  with${list} select 1\n`],
  ['with a with', 'with x as (select 1) select * from x', `with ${list}, x as (select 1) select * from x`],
  [
    'with a recursive one',
    'WITH RECURSIVE x as (select 1) select 1',
    `WITH RECURSIVE ${list}, x as (select 1) select 1`,
  ],
  [
    'behind comments',
    '-- with one\n/* with two */ with x as (select 1) select 1',
    `-- with one\n/* with two */ with ${list}, x as (select 1) select 1`,
  ],
  ['that begins with a comment', '-- c\nselect 1', `with${list} -- c\nselect 1`],
  ['with a name like with', 'without as (select 1)', `with${list} without as (select 1)`],
]

describe('a query', () => {
  test.each(queries)('%s', (_name, sql, expected) => {
    const injected = injectCtes(sql, ctes)
    expect(injected.sql).toBe(expected)
    // The way back: what was put in, taken out, leaves the query; each CTE stands where it is said to.
    expect(injected.sql.slice(0, injected.from) + injected.sql.slice(injected.from + injected.by)).toBe(sql)
    expect(injected.starts.map((start, index) => injected.sql.startsWith(ctes[index]!.sql, start))).toEqual([
      true,
      true,
    ])
  })

  test('without CTEs stays', () => {
    expect(injectCtes('select 1', [])).toEqual({ sql: 'select 1', from: 0, by: 0, starts: [] })
  })
})
