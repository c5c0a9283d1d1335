import { describe, expect, it } from 'vitest'
import { doubleText, numberCellText, plainDecimal } from '../../src/value/decimal.js'

describe('a decimal text', () => {
  it.each([
    ['0', '0'],
    ['-0', '0'],
    ['-0.00', '0'],
    ['007', '7'],
    ['+1.50', '1.5'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['5.', '5'],
    ['100', '100'],
    ['1e3', '1000'],
    ['1.25E-3', '0.00125'],
    ['12.5e1', '125'],
    ['-1.5e+2', '-150'],
    ['123456789012345678901234567890.123456789', '123456789012345678901234567890.123456789'],
  ])('%s is %s', (text, plain) => {
    expect(plainDecimal(text)).toBe(plain)
  })

  it.each([
    '',
    '.',
    '-',
    'e5',
    '1,5',
    '1 000',
    '0x10',
    'NaN',
    'Infinity',
    '1e999999',
    '1e5000',
    '--1',
    '1.2.3',
  ])('%j is none', (text) => {
    expect(plainDecimal(text)).toBe(null)
  })
})

describe('a double', () => {
  it.each([
    ['9.949999999999999', '9.95'],
    ['0.8500000000000001', '0.85'],
    ['-0.30000000000000004', '-0.3'],
    ['1.0000000000000002', '1'],
    ['40513.35138888889', '40513.3513888889'],
    ['123456789012345678', '123456789012346000'],
    ['0.000012345678901234567', '0.0000123456789012346'],
  ])('%s is %s at 15 digits', (text, value) => {
    expect(numberCellText(text)).toBe(value)
  })

  it('is rounded to as many digits as are asked for', () => {
    expect(doubleText('1.23456', 3)).toBe('1.23')
    expect(doubleText('98765', 2)).toBe('99000')
    expect(doubleText('-12', 2)).toBe('-12')
    expect(doubleText('x', 3)).toBe(null)
  })
})
