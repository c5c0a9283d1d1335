import type { ResultColumn } from '@tdbt/adapter-api'
import { describe, expect, test } from 'vitest'
import { rowsAsJson } from '../../src/output/rows-as-json.js'
import { rowsAsTable } from '../../src/output/rows-as-table.js'

const columns: readonly ResultColumn[] = [
  { name: 'id', kind: 'integer', type: 'integer' },
  { name: 'name', kind: 'text', type: 'text' },
  { name: 'price', kind: 'number', type: 'numeric' },
  { name: 'sold', kind: 'boolean', type: 'boolean' },
]
const rows = [
  [1, 'apple', '1.50', true],
  [2, '日本', '12345678901234567890.1', false],
  [3, null, null, null],
]

describe('as a table', () => {
  test('text stands left, all else right, null is nothing', () => {
    expect(rowsAsTable(columns, rows)).toBe(
      `| id | name  |                  price |  sold |
| -- | ----- | ---------------------- | ----- |
|  1 | apple |                   1.50 |  True |
|  2 | 日本  | 12345678901234567890.1 | False |
|  3 |       |                        |       |
`,
    )
  })

  test('a row stays one line, and a long value is cut', () => {
    const table = rowsAsTable([columns[1]!], [['two\nlines'], ['x'.repeat(100)]])
    expect(table.split('\n').slice(2)).toEqual([
      `| two↵lines${' '.repeat(51)} |`,
      `| ${'x'.repeat(59)}… |`,
      '',
    ])
  })

  test('more rows than a function takes arguments', () => {
    const many = Array.from({ length: 200_000 }, (_, index) => [index])
    expect(rowsAsTable(columns.slice(0, 1), many).split('\n').at(-2)).toBe('| 199999 |')
  })

  test('no rows', () => {
    expect(rowsAsTable(columns.slice(0, 2), [])).toBe('| id | name |\n| -- | ---- |\n')
  })
})

describe('as JSON', () => {
  test('numbers keep their digits', () => {
    const text = rowsAsJson(columns, rows, 'items')
    expect(text).toContain('"price": 12345678901234567890.1')
    expect(text).toContain('"price": 1.50')
    expect(JSON.parse(text)).toEqual({
      node: 'items',
      show: [
        { id: 1, name: 'apple', price: 1.5, sold: true },
        { id: 2, name: '日本', price: Number('12345678901234567890.1'), sold: false },
        { id: 3, name: null, price: null, sold: null },
      ],
    })
  })

  test('what JSON has no number for is text', () => {
    expect(JSON.parse(rowsAsJson([columns[2]!], [['NaN'], ['Infinity']], null))).toEqual({
      show: [{ price: 'NaN' }, { price: 'Infinity' }],
    })
  })

  test('no rows', () => {
    expect(JSON.parse(rowsAsJson(columns, [], null))).toEqual({ show: [] })
  })
})
