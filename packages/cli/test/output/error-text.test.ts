import { TdbtError } from '@tdbt/adapter-api'
import { expect, test } from 'vitest'
import { errorText } from '../../src/output/error-text.js'
import { plainPaint } from '../../src/output/paint.js'

const style = { paint: plainPaint, printerWidth: 80, columns: 100 }

const error = new TdbtError('jinja-undefined', "there is no macro 'cents'", {
  place: { file: 'models/a.sql', line: 2, column: 4, endColumn: 9 },
  source: 'select\n{{ cents(1) }}\n',
  hint: "did you mean 'to_cents'?",
  calls: [
    { name: 'inner', place: { file: 'macros/m.sql', line: 3, column: 5 } },
    { name: 'outer', place: { file: 'macros/m.sql', line: 9, column: 1 } },
  ],
})

test('kind, place, message, line, calls and hint', () => {
  expect(errorText(error, style)).toBe(
    [
      'Compilation Error in models/a.sql:2:4',
      "  there is no macro 'cents'",
      '    2 | {{ cents(1) }}',
      '      |    ^^^^^',
      '  in inner (macros/m.sql:3:5)',
      '  in outer (macros/m.sql:9:1)',
      "  hint: did you mean 'to_cents'?",
      '  code: jinja-undefined',
    ].join('\n'),
  )
})

test('in a node, the place stands at the line', () => {
  expect(errorText(error, style, 'model a (models/a.sql)').split('\n').slice(0, 4)).toEqual([
    'Compilation Error in model a (models/a.sql)',
    "  there is no macro 'cents'",
    '  models/a.sql:2:4',
    '    2 | {{ cents(1) }}',
  ])
})

test('an error without a place, with the hint of its code', () => {
  expect(errorText(new TdbtError('interrupted', 'two\nlines'), style)).toBe(
    'Runtime Error\n  two\n  lines\n  hint: run it again\n  code: interrupted',
  )
  expect(errorText(new TdbtError('interrupted', 'told', { hint: null }), style)).toBe(
    'Runtime Error\n  told\n  code: interrupted',
  )
})

test('of a long chain of calls the ends are shown', () => {
  const call = { name: 'a', place: { file: 'm.sql', line: 1, column: 2 } }
  const chain = [...Array.from({ length: 49 }, () => call), { name: 'first', place: call.place }]
  const shown = errorText(new TdbtError('jinja-runtime', 'told', { calls: chain, hint: null }), style)
  expect(shown.split('\n').slice(2)).toEqual([
    ...Array.from({ length: 10 }, () => '  in a (m.sql:1:2)'),
    '  ... and so on, from',
    '  in first (m.sql:1:2)',
    '  code: jinja-runtime',
  ])
})

test('a message that quotes a whole file is cut', () => {
  const long = new TdbtError('sql-syntax', `syntax error at or near "${'x'.repeat(1_000_000)}"`, {
    hint: null,
  })
  expect(errorText(long, style)).toMatch(
    /^Database Error\n {2}syntax error at or near "x{19975}… \(1000026 characters\)\n {2}code: sql-syntax$/,
  )
})
