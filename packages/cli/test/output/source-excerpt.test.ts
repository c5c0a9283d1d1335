import stringWidth from 'string-width'
import { describe, expect, test } from 'vitest'
import { plainPaint } from '../../src/output/paint.js'
import { sourceExcerpt } from '../../src/output/source-excerpt.js'

const style = { paint: plainPaint, printerWidth: 80, columns: 60 }
const at = (line: number, column?: number, end: { endLine?: number; endColumn?: number } = {}) => ({
  file: 'a.sql',
  line,
  column,
  ...end,
})

/** The text above the carets. */
function marked(lines: readonly string[]): string {
  const [text = '', carets = ''] = lines
  const from = carets.indexOf('^')
  const to = carets.lastIndexOf('^') + 1
  let column = 0
  let found = ''
  for (const character of text) {
    if (column >= from && column < to) found += character
    column += stringWidth(character)
  }
  return found
}

test('the line, with carets below what is meant', () => {
  expect(sourceExcerpt(at(2, 8, { endColumn: 11 }), 'select 1\nselect abc from t\n', style)).toEqual([
    '2 | select abc from t',
    '  |        ^^^',
  ])
})

test('a place without an end is one caret; without a column none', () => {
  expect(sourceExcerpt(at(1, 3), 'abcdef', style)[1]).toBe('  |   ^')
  expect(sourceExcerpt(at(1), 'abcdef', style)).toEqual(['1 | abcdef'])
})

test('a place that goes on in the next line is marked to the end of the first', () => {
  expect(marked(sourceExcerpt(at(1, 3, { endLine: 3, endColumn: 2 }), 'ab {{ x(\n1\n) }}', style))).toBe(
    ' {{ x(',
  )
})

test('the end of the line, and what lies behind it, is one caret after it', () => {
  expect(sourceExcerpt(at(1, 4), 'abc', style)).toEqual(['1 | abc', '  |    ^'])
  expect(sourceExcerpt(at(1, 40), 'abc', style)[1]).toBe('  |    ^')
})

test('a line that there is not is not shown', () => {
  expect(sourceExcerpt(at(9, 1), 'abc', style)).toEqual([])
})

describe('what is no plain letter', () => {
  test('tabs', () => {
    const lines = sourceExcerpt(at(1, 3, { endColumn: 6 }), '\t\tabc', style)
    expect(lines).toEqual(['1 |         abc', '  |         ^^^'])
  })

  test('wide characters and emoji', () => {
    const source = "select '日本語👨‍👩‍👧', oops"
    const column = source.indexOf('oops') + 1
    const [text = '', carets = ''] = sourceExcerpt(at(1, column, { endColumn: column + 4 }), source, style)
    expect(stringWidth(carets.slice(0, carets.indexOf('^')))).toBe(
      stringWidth(text.slice(0, text.indexOf('oops'))),
    )
    expect(carets.endsWith(' ^^^^')).toBe(true)
  })

  test('nothing that a terminal would obey', () => {
    expect(sourceExcerpt(at(1, 1), 'a\u001b[31mb', style)[0]).toBe('1 | a\uFFFD[31mb')
  })

  test('line ends of Windows', () => {
    expect(sourceExcerpt(at(2, 1), 'a\r\nb\r\n', style)[0]).toBe('2 | b')
  })
})

describe('long lines are cut around the place', () => {
  const long = `select ${'a, '.repeat(100)}oops, ${'b, '.repeat(100)}c`

  test.each([1, 8, long.indexOf('oops') + 1, long.length - 2])('column %i', (column) => {
    const lines = sourceExcerpt(at(1, column, { endColumn: column + 1 }), long, style)
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60)
    expect(marked(lines)).toBe(long[column - 1])
  })

  test('with wide characters', () => {
    const wide = `${'日'.repeat(90)}X${'本'.repeat(90)}`
    const lines = sourceExcerpt(at(1, 91, { endColumn: 92 }), wide, style)
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60)
    expect(marked(lines)).toBe('X')
  })

  test('of a line of megabytes no more is looked at than is shown', () => {
    const huge = `${"('".repeat(1_000_000)}X${', b'.repeat(1_000_000)}`
    const column = huge.indexOf('X') + 1
    const lines = sourceExcerpt(at(1, column, { endColumn: column + 1 }), huge, style)
    expect(lines[0]).toMatch(/^1 \| …[(']+X[, b]+…$/)
    expect(marked(lines)).toBe('X')
  })

  test('what is marked is cut too', () => {
    const lines = sourceExcerpt(at(1, 1, { endColumn: long.length }), long, style)
    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(60)
  })
})
