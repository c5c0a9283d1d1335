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
  ['fractions', ['.5', '1e-3', '2', '-0.0'], 'number', ['0.5', '0.001', '2', '0.0']],
  ['money of two signs', ['$£5', '6'], 'integer', ['5', '6']],
  ['money of two signs in another order', ['£$5', '6'], 'text', ['£$5', '6']],
  ['what is no number', ['NaN', 'nan1', '-Infinity', '1.5'], 'number', ['NaN', 'NaN', 'NaN', '1.5']],
  ['digits of other scripts', ['１２', '٣'], 'integer', ['12', '3']],
  ['28 digits', ['1234567890123456789012345678'], 'integer', ['1234567890123456789012345678']],
  [
    'more than 28 digits',
    ['12345678901234567890123456785', '12345678901234567890123456795', '1e28'],
    'number',
    ['12345678901234567890123456780', '12345678901234567890123456800', '10000000000000000000000000000'],
  ],
  ['blanks of other scripts', ['\u0085 1\u3000', '\xa02'], 'integer', ['1', '2']],
  ['blanks that are none', ['\ufeff1', '2'], 'text', ['\ufeff1', '2']],
  ['no value at all', ['', 'null', ' NULL '], 'integer', [null, null, null]],
  ['hexadecimals', ['0x10', '1'], 'text', ['0x10', '1']],
  [
    'days',
    ['2024-01-02', '2024-1-2', ' 2024-12-31 ', '2024-01- 2', '0096-02-29'],
    'date',
    ['2024-01-02', '2024-01-02', '2024-12-31', '2024-01-02', '0096-02-29'],
  ],
  ['a day before all', ['0000-01-01'], 'text', ['0000-01-01']],
  ['a day that there is not', ['2024-02-30'], 'text', ['2024-02-30']],
  [
    'times',
    ['2024-01-02 03:04:05', '2024-1-2 3:4:5', '2024-01-02\t 03:04:05'],
    'timestamp',
    ['2024-01-02 03:04:05', '2024-01-02 03:04:05', '2024-01-02 03:04:05'],
  ],
  ['times with fractions', ['2024-01-02 03:04:05.5'], 'text', ['2024-01-02 03:04:05.5']],
  ['times without seconds', ['2024-01-02 03:04'], 'text', ['2024-01-02 03:04']],
  [
    'ISO times',
    ['2024-01-02T03:04', '2024-01-02T03:04:05.25', '20240102T030405'],
    'timestamp',
    ['2024-01-02 03:04:00', '2024-01-02 03:04:05.25', '2024-01-02 03:04:05'],
  ],
  [
    'ISO times with zones',
    ['2024-01-02T03:04:05Z', '2024-01-02T03:04:05+05:30', '2024-01-01T23:00:00.5-02'],
    'timestamp',
    ['2024-01-02 03:04:05+00:00', '2024-01-02 03:04:05+05:30', '2024-01-01 23:00:00.5-02:00'],
  ],
  [
    'ISO times with fractions',
    [
      '2024-01-02T03:04:05.1234569',
      '2024-01-02T03:04:05,5',
      '2024-01-02T03:04.25',
      '2024-01-02T03.630794873',
    ],
    'timestamp',
    [
      '2024-01-02 03:04:05.123456',
      '2024-01-02 03:04:05.5',
      '2024-01-02 03:04:15',
      '2024-01-02 03:37:50.861543',
    ],
  ],
  [
    'ISO times on days by week and by number',
    ['2024-W05-3T01', '2024W053T01', '2019-W01T01', '2021-W01-1T01', '2024-060T01', '2023366T01'],
    'timestamp',
    [
      '2024-01-31 01:00:00',
      '2024-01-31 01:00:00',
      '2018-12-31 01:00:00',
      '2021-01-04 01:00:00',
      '2024-02-29 01:00:00',
      '2024-01-01 01:00:00',
    ],
  ],
  [
    'ISO times on the first day of months, years and centuries',
    ['2024-02T01:00', '202402T01:00', '2024T01:00', '20T01', '2024-00-05T01:00'],
    'timestamp',
    [
      '2024-02-01 01:00:00',
      '2024-02-01 01:00:00',
      '2024-01-01 01:00:00',
      '2001-01-01 01:00:00',
      '2024-01-05 01:00:00',
    ],
  ],
  ['an hour that there is not', ['2024-01-02T24:00'], 'text', ['2024-01-02T24:00']],
  [
    'times of both kinds',
    ['2024-01-02 03:04:05', '2024-01-02T03:04:05'],
    'text',
    ['2024-01-02 03:04:05', '2024-01-02T03:04:05'],
  ],
  ['days and times', ['2024-01-02', '2024-01-02 03:04:05'], 'text', ['2024-01-02', '2024-01-02 03:04:05']],
  ['truths', ['true', 'FALSE', ''], 'boolean', ['true', 'false', null]],
  ['truths with commas', ['tr,ue', ','], 'boolean', ['true', null]],
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
