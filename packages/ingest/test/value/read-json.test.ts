import { expect, it } from 'vitest'
import { readJson } from '../../src/value/read-json.js'

it('reads JSON as JavaScript does', () => {
  const text =
    '{"a": [1, -2.5, 1e3, 0.1, 1.50, 123456789012345, 9007199254740991], "b": {"c": null, "d": true, "e": "\\u00e9"}, "__proto__": 1}'
  expect(readJson(text)).toEqual(JSON.parse(text))
  expect(readJson(' 7 ')).toBe(7)
})

it.each([
  '12345678901234567890',
  '9007199254740993',
  '0.30000000000000004',
  '1234567890.123456789',
  '1.00000000000000001',
  '-0.1000000000000000055511151231257827',
  '1e400',
  '1e-400',
  '1e5000',
])('keeps %s as its text, which a double does not hold', (number) => {
  expect(readJson(`[${number}, {"n": ${number}}]`)).toEqual([number, { n: number }])
})

it.each(['', '{', '[1,]', '{"a": 1} x', '<html>', 'NaN', '"\n"'])('refuses %j', (text) => {
  expect(() => readJson(text)).toThrow(SyntaxError)
})
