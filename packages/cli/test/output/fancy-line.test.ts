import { expect, test } from 'vitest'
import { fancyLine } from '../../src/output/fancy-line.js'
import { plainPaint } from '../../src/output/paint.js'

const style = (printerWidth: number) => ({ paint: plainPaint, printerWidth, columns: 100 })

test('dots go up to the printer width, then comes the status', () => {
  const line = fancyLine('START sql view model s.v', 'RUN', style(80), { index: 1, total: 17 })
  expect(line).toBe('1 of 17 START sql view model s.v ............................................... [RUN]')
  expect(line.indexOf(' [')).toBe(80)
})

test('seconds have two digits', () => {
  expect(fancyLine('OK', 'CREATE VIEW', style(20), { index: 1, total: 1, seconds: 0.1409 })).toBe(
    '1 of 1 OK .......... [CREATE VIEW in 0.14s]',
  )
})

test('what is longer keeps its whole name', () => {
  expect(fancyLine('START sql view model shop.stg_items', 'RUN', style(40), { index: 1, total: 1 })).toBe(
    '1 of 1 START sql view model shop.stg_items  [RUN]',
  )
})

// As dbt 1.11 prints them with --printer-width 40.
test.each([
  ['START hook: shop.on-run-start.0', '1 of 1 START hook: shop.on-run-start.... [RUN]'],
  ['OK hook: shop.on-run-end.0', '1 of 1 OK hook: shop.on-run-end.0 ...... [RUN]'],
])('hooks are cut to the width: %s', (text, wanted) => {
  expect(fancyLine(text, 'RUN', style(40), { index: 1, total: 1, truncate: true })).toBe(wanted)
})
