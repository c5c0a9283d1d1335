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
    expect(JSON.parse(rowsAsJson([columns[2]!], [['NaN'], ['Infinity'], [NaN], [-Infinity]], null))).toEqual({
      show: [{ price: 'NaN' }, { price: 'Infinity' }, { price: 'NaN' }, { price: '-Infinity' }],
    })
  })

  test('times are those of dbt', () => {
    const times: readonly ResultColumn[] = [
      { name: 'at', kind: 'timestamp', type: 'timestamp without time zone' },
      { name: 'zoned', kind: 'timestamp', type: 'timestamp with time zone' },
      { name: 'time', kind: 'time', type: 'time without time zone' },
      { name: 'date', kind: 'date', type: 'date' },
      { name: 'text', kind: 'text', type: 'text' },
    ]
    const shown = JSON.parse(
      rowsAsJson(
        times,
        [
          [
            '2020-01-02 03:04:05',
            '2020-01-02 01:04:05.123456+00',
            '01:02:03.5',
            '2020-01-02',
            '1 day 02:00:00',
          ],
          ['2020-01-02 03:04:05.6', '2020-01-02 06:34:05+05:30', '01:02:03', null, '2020-01-02 03:04:05'],
          ['infinity', '0044-03-15 12:00:00+00 BC', null, null, null],
        ],
        null,
      ),
    ) as { readonly show: readonly object[] }
    expect(shown.show.map((row) => Object.values(row) as unknown)).toEqual([
      [
        '2020-01-02T03:04:05',
        '2020-01-02T01:04:05.123456+00:00',
        '01:02:03.500000',
        '2020-01-02',
        '1 day 02:00:00',
      ],
      ['2020-01-02T03:04:05.600000', '2020-01-02T06:34:05+05:30', '01:02:03', null, '2020-01-02 03:04:05'],
      ['infinity', '0044-03-15 12:00:00+00 BC', null, null, null],
    ])
  })

  test('no rows', () => {
    expect(JSON.parse(rowsAsJson(columns, [], null))).toEqual({ show: [] })
  })
})
