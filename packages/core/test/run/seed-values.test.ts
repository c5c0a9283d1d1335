import { describe, expect, test } from 'vitest'
import { inferKind, seedValue } from '../../src/run/seed-values.js'

/** Columns, and what dbt 1.11 makes of them: the kind, and the values as they are loaded. */
const columns: readonly (readonly [string, readonly string[], string, readonly (string | null)[]])[] = [
  ['whole numbers', ['1', '-2', '+3', ' 4 ', '007', ''], 'integer', ['1', '-2', '3', '4', '7', null]],
  ['whole numbers with a point', ['1.0', '2.'], 'integer', ['1', '2']],
  ['whole numbers with an exponent', ['1e3', '2E2'], 'integer', ['1000', '200']],
  ['days without dashes', ['20240102'], 'integer', ['20240102']],
  ['thousands', ['1,000', '2_000', '-3,000,000'], 'integer', ['1000', '2000', '-3000000']],
  ['money', ['$5', '-€6.50', '7 £'], 'number', ['5', '-6.50', '7']],
  ['percents', ['5%', '12.5%'], 'number', ['5', '12.5']],
  ['fractions', ['.5', '1e-3', '2'], 'number', ['.5', '1e-3', '2']],
  ['no value at all', ['', 'null', ' NULL '], 'integer', [null, null, null]],
  ['hexadecimals', ['0x10', '1'], 'text', ['0x10', '1']],
  ['days', ['2024-01-02', '2024-1-2', ' 2024-12-31 '], 'date', ['2024-01-02', '2024-1-2', '2024-12-31']],
  ['a day that there is not', ['2024-02-30'], 'text', ['2024-02-30']],
  [
    'times',
    ['2024-01-02 03:04:05', '2024-1-2 3:4:5'],
    'timestamp',
    ['2024-01-02 03:04:05', '2024-1-2 3:4:5'],
  ],
  ['times with fractions', ['2024-01-02 03:04:05.5'], 'text', ['2024-01-02 03:04:05.5']],
  ['times without seconds', ['2024-01-02 03:04'], 'text', ['2024-01-02 03:04']],
  [
    'ISO times',
    ['2024-01-02T03:04', '2024-01-02T03:04:05.25', '20240102T030405'],
    'timestamp',
    ['2024-01-02T03:04:00', '2024-01-02T03:04:05.25', '2024-01-02T03:04:05'],
  ],
  [
    'ISO times with zones',
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05+05:30', '2024-01-01T23:00:00.5-02'],
    'timestamp',
    ['2024-01-02T03:04:05', '2024-01-01T21:34:05', '2024-01-02T01:00:00.5'],
  ],
  [
    'times of both kinds',
    ['2024-01-02 03:04:05', '2024-01-02T03:04:05'],
    'text',
    ['2024-01-02 03:04:05', '2024-01-02T03:04:05'],
  ],
  ['days and times', ['2024-01-02', '2024-01-02 03:04:05'], 'text', ['2024-01-02', '2024-01-02 03:04:05']],
  ['truths', ['true', 'FALSE', ''], 'boolean', ['true', 'false', null]],
  ['truths of other words', ['yes', 'no'], 'text', ['yes', 'no']],
  ['truths and numbers', ['true', '1'], 'text', ['true', '1']],
  ['times of day', ['10:11:12'], 'text', ['10:11:12']],
  ['words', [' a ', 'null', 'N/A'], 'text', [' a ', null, 'N/A']],
]

describe('a column of', () => {
  test.each(columns)('%s', (_name, values, kind, loaded) => {
    const found = inferKind(values)
    expect([found, values.map((value) => seedValue(value, found))]).toEqual([kind, loaded])
  })
})
