import { describe, expect, it } from 'vitest'
import type { ColumnDefinition, ColumnType } from '../../src/config/define-source.js'
import { toValueOf } from '../../src/value/column-value.js'

function valueIn(definition: ColumnType | ColumnDefinition, text: string): string | null {
  const column = typeof definition === 'string' ? { type: definition } : definition
  return toValueOf({ name: 'c', from: 'C', ...column })(text)
}

describe('what a cell becomes in a column of the type', () => {
  it.each<[ColumnType, string, string | null]>([
    ['text', ' as it is ', ' as it is '],
    ['text', '17850.0', '17850.0'],
    ['integer', '-12', '-12'],
    ['integer', ' 6 ', '6'],
    ['integer', '6.0', '6'],
    ['integer', '6.5', null],
    ['integer', '2147483647', '2147483647'],
    ['integer', '2147483648', null],
    ['integer', '-2147483649', null],
    ['bigint', '9223372036854775807', '9223372036854775807'],
    ['bigint', '9223372036854775808', null],
    ['numeric', '0.10', '0.1'],
    ['numeric', '1234567890.12345678901234567890', '1234567890.1234567890123456789'],
    ['numeric', '1,5', null],
    ['numeric', '£5', null],
    ['double precision', '1e10', '10000000000'],
    ['boolean', 'TRUE', 'true'],
    ['boolean', 'no', 'false'],
    ['boolean', '2', null],
    ['date', '2011-02-28', '2011-02-28'],
    ['date', '2011-02-28 00:00:00', '2011-02-28'],
    ['date', '2011-02-28 00:00:01', null],
    ['date', '2011-02-29', null],
    ['date', '2000-02-29', '2000-02-29'],
    ['date', '1900-02-29', null],
    ['date', '2011-04-31', null],
    ['date', '28/02/2011', null],
    ['timestamp', '2011-02-28 08:26:00', '2011-02-28 08:26:00'],
    ['timestamp', '2011-02-28T08:26', '2011-02-28T08:26'],
    ['timestamp', '2011-02-28', '2011-02-28'],
    ['timestamp', '2011-02-28 08:26:00.123456', '2011-02-28 08:26:00.123456'],
    ['timestamp', '2011-02-28 08:26:00.1234567', null],
    ['timestamp', '2011-02-28 24:00:00', null],
    ['timestamp', '2011-02-28 08:60:00', null],
    ['timestamp', '2011-13-01 08:00:00', null],
    ['timestamp', '0000-01-01', null],
    ['timestamp', '2011-02-28 08:26:00Z', null],
    ['timestamp', '40513.35', null],
    ['timestamptz', '2011-02-28 08:26:00+01:00', '2011-02-28 08:26:00+01:00'],
    ['timestamptz', '2011-02-28T08:26:00Z', '2011-02-28T08:26:00Z'],
    ['timestamptz', '2011-02-28 08:26:00', null],
  ])('%s: %j', (type, text, value) => {
    expect(valueIn(type, text)).toBe(value)
  })

  it('may be a whole number that was written as a float', () => {
    const column = { type: 'text', wholeNumber: true } as const
    expect(valueIn(column, '17850.0')).toBe('17850')
    expect(valueIn(column, '17850')).toBe('17850')
    expect(valueIn(column, '00123.00')).toBe('00123')
    expect(valueIn(column, '17850.5')).toBe('17850.5')
    expect(valueIn(column, 'A.0')).toBe('A.0')
  })

  it('may be a number that is good for so many digits', () => {
    expect(valueIn({ type: 'numeric', significantDigits: 15 }, '9.949999999999999')).toBe('9.95')
    expect(valueIn({ type: 'numeric' }, '9.949999999999999')).toBe('9.949999999999999')
  })
})
