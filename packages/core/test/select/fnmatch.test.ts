import { expect, test } from 'vitest'
import { fnmatch } from '../../src/select/fnmatch.js'

// As Python's fnmatch answers.
test.each([
  ['*', '', true],
  ['a*', 'a/b.c', true],
  ['*a', '.a', true],
  ['a?', 'a', false],
  ['?', 'é', true],
  ['?', '😀', true],
  ['[]a]', ']', true],
  ['[!]a]', ']', false],
  ['[!]a]', 'b', true],
  ['[^a]', '^', true],
  ['[^a]', 'b', false],
  ['[a', '[a', true],
  ['[a-c]', 'b', true],
  ['[c-a]', 'b', false],
  ['[!c-a]', 'b', true],
  ['[a-]', '-', true],
  ['[\\]', '\\', true],
  ['a]', 'a]', true],
  ['{a,b}', 'a', false],
  ['a.c', 'abc', false],
  ['A', 'a', false],
  ['a*', 'a\nb', true],
])('%s on %s: %s', (pattern, text, expected) => {
  expect(fnmatch(pattern)(text)).toBe(expected)
})

test('refuses a pattern that no regular expression can be made of', () => {
  expect(() => fnmatch(`${'a'.repeat(40_000)}*`)).toThrow("the pattern 'aaaaaaaa")
})
