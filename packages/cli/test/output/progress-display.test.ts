import { expect, test } from 'vitest'
import { plainPaint } from '../../src/output/paint.js'
import { createProgressDisplay, progressFigures } from '../../src/output/progress-display.js'

const load = { source: 's.t', phase: 'load', rows: 120_000, bytes: 25, totalBytes: 100 } as const

test('rows, share, rate and time left', () => {
  expect(progressFigures(load, 10)).toEqual(['120,000 rows', '25%', '12,000 rows/s', '30s left'])
  expect(progressFigures({ ...load, bytes: 1 }, 10).at(-1)).toBe('16m30s left')
})

test('what is not known is not said', () => {
  expect(progressFigures({ ...load, totalBytes: null }, 10)).toEqual(['120,000 rows', '12,000 rows/s'])
  const download = { ...load, phase: 'download', rows: 0, bytes: 2_500_000, totalBytes: null } as const
  expect(progressFigures(download, 0)).toEqual(['2.5 MB'])
})

test('what a plugin fetches is counted in rows', () => {
  const fetched = { ...load, phase: 'download', rows: 1500, bytes: 2_500_000, totalBytes: null } as const
  expect(progressFigures(fetched, 10)).toEqual(['1,500 rows', '150 rows/s'])
})

function displayOn(isLive: boolean) {
  const clock = { now: 0 }
  const lines: string[] = []
  const drawn: string[] = []
  const report = {
    isLive,
    style: { paint: plainPaint, printerWidth: 80, columns: 100 },
    info: (text: string) => lines.push(text),
    draw: (text: string) => drawn.push(text),
  }
  return { clock, lines, drawn, display: createProgressDisplay(report, { now: () => clock.now }) }
}

test('elsewhere than on a terminal a line is printed every few seconds', () => {
  const { clock, lines, drawn, display } = displayOn(false)
  for (clock.now = 0; clock.now <= 12_000; clock.now += 100) display.update(load)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toBe('s.t: loading 120,000 rows, 25%, 24,000 rows/s, 15s left')
  expect(drawn).toEqual([])
})

test('a terminal gets one line, drawn anew and taken away at the end', () => {
  const { clock, lines, drawn, display } = displayOn(true)
  for (clock.now = 0; clock.now < 1000; clock.now += 10) display.update(load)
  display.clear()
  display.clear()
  expect(lines).toEqual([])
  expect(drawn).toHaveLength(11)
  const [first = ''] = drawn
  expect(first.startsWith('\r\u001b[2K')).toBe(true)
  expect(first.slice(5)).toMatch(/^s\.t loading {2}█+░+ {2}120,000 rows {2}25%$/)
  expect(drawn.at(-1)).toBe('\r\u001b[2K')
})
