import { readFile } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { quirkyProducts } from '../sample/catalogue.js'
import { sampleCsv } from '../sample/sample-csv.js'
import { type SampleRow, sampleRows } from '../sample/sample-rows.js'

const rows = sampleRows()

describe('the bundled sample', () => {
  it('is what its generator makes, to the last byte of the CSV', async () => {
    const bundled = gunzipSync(
      await readFile(new URL('../sample/online_retail_sample.csv.gz', import.meta.url)),
    ).toString('utf8')
    // Compared as a whole: a diff of two megabytes helps nobody.
    expect(bundled === sampleCsv(rows)).toBe(true)
    expect(sampleCsv(sampleRows()) === bundled).toBe(true)
  })

  it('has at least 20,000 rows', () => {
    expect(rows.length).toBeGreaterThanOrEqual(20_000)
  })

  const someRow: Record<string, (row: SampleRow) => boolean> = {
    'a cancellation': (row) => row.InvoiceNo.startsWith('C') && Number(row.Quantity) < 0,
    'an adjustment of bad debt': (row) => row.InvoiceNo.startsWith('A') && row.StockCode === 'B',
    'a price below zero': (row) => Number(row.UnitPrice) < 0,
    'a price of zero': (row) => row.UnitPrice === '0',
    'a negative quantity that is no cancellation': (row) =>
      Number(row.Quantity) < 0 && /^\d/.test(row.InvoiceNo),
    'no description': (row) => row.Description === '',
    'no customer': (row) => row.CustomerID === '',
    'a customer id as a float': (row) => /^\d{5}\.0$/.test(row.CustomerID),
    'a note instead of a description': (row) => row.Description === '?',
    'a description with a blank at its end': (row) => /\S $/.test(row.Description),
    'a description with a quote and a comma': (row) =>
      row.Description.includes('"') && row.Description.includes(','),
    'a description with a backslash': (row) => row.Description.includes('\\'),
    'a description outside ASCII': (row) => row.Description.includes('£'),
    'a description that is a number': (row) => /^\d+$/.test(row.Description),
    'a price with all digits of a double': (row) => row.UnitPrice === '9.949999999999999',
    'a price in tenths of a penny': (row) => row.UnitPrice === '0.001',
    'an order far too large': (row) => Number(row.Quantity) > 50_000,
    'a stock code of digits': (row) => /^\d+$/.test(row.StockCode),
    'a stock code in lower case': (row) => /^\d+[a-z]$/.test(row.StockCode),
    'a stock code with a blank at its end': (row) => row.StockCode.endsWith(' '),
  }
  it.each(Object.entries(someRow))('has a row with %s', (_, matches) => {
    expect(rows.some(matches)).toBe(true)
  })

  it.each([
    ...['POST', 'DOT', 'C2', 'M', 'm', 'D', 'S', 'B', 'AMAZONFEE', 'BANK CHARGES', 'CRUK', 'PADS'],
    ...['gift_0001_20', 'GIFT_0001_50', 'DCGS0003', 'DCGSSET'],
  ])('sells %s, which is not as other codes', (code) => {
    expect(rows.some((row) => row.StockCode === code)).toBe(true)
  })

  it('repeats rows in every column', () => {
    const keys = new Set(rows.map((row) => JSON.stringify(row)))
    expect(rows.length - keys.size).toBeGreaterThan(100)
  })

  it('writes the same code in two ways', () => {
    const { lowerCaseTwin, blankTwin } = quirkyProducts
    const codes = new Set(rows.map((row) => row.StockCode))
    for (const code of [...lowerCaseTwin, ...blankTwin]) expect(codes).toContain(code)
  })

  it('has codes with several descriptions, with a tie, with a tie to the minute, and with none', () => {
    const uses = (code: string): Map<string, { count: number; last: string }> => {
      const found = new Map<string, { count: number; last: string }>()
      for (const row of rows) {
        if (row.StockCode !== code || row.Description === '') continue
        const before = found.get(row.Description)
        const last = before !== undefined && before.last > row.InvoiceDate ? before.last : row.InvoiceDate
        found.set(row.Description, { count: (before?.count ?? 0) + 1, last })
      }
      return found
    }
    expect(uses(quirkyProducts.renamed[0]).size).toBeGreaterThan(1)
    for (const code of quirkyProducts.neverDescribed) {
      expect(rows.some((row) => row.StockCode === code)).toBe(true)
      expect(uses(code).size).toBe(0)
    }
    const [tieOne, tieTwo] = [...uses(quirkyProducts.tie).values()]
    expect(tieOne?.count).toBe(tieTwo?.count)
    expect(tieOne?.last).not.toBe(tieTwo?.last)
    const [heatOne, heatTwo] = [...uses(quirkyProducts.deadHeat).values()]
    expect(heatOne).toEqual(heatTwo)
  })

  it('has invoices with more than one time', () => {
    const times = new Map<string, Set<string>>()
    for (const row of rows)
      times.set(row.InvoiceNo, (times.get(row.InvoiceNo) ?? new Set()).add(row.InvoiceDate))
    expect([...times.values()].filter((set) => set.size > 1).length).toBeGreaterThan(5)
  })

  it('has customers in two countries, and as many countries as the real file', () => {
    const countries = new Map<string, Set<string>>()
    for (const row of rows)
      if (row.CustomerID !== '')
        countries.set(row.CustomerID, (countries.get(row.CustomerID) ?? new Set()).add(row.Country))
    expect([...countries.values()].filter((set) => set.size > 1).length).toBe(3)
    const all = new Set(rows.map((row) => row.Country))
    expect(all.size).toBe(38)
    for (const country of ['Unspecified', 'European Community', 'EIRE', 'RSA']) expect(all).toContain(country)
  })

  it('runs from December 2010 to December 2011 with holes in its calendar', () => {
    const days = [...new Set(rows.map((row) => row.InvoiceDate.slice(0, 10)))].sort()
    expect(days[0]).toBe('2010-12-01')
    expect(days.at(-1)).toBe('2011-12-09')
    expect(days).not.toContain('2010-12-25')
    expect(days.some((day) => new Date(day).getUTCDay() === 6)).toBe(false)
    expect(new Set(days.map((day) => day.slice(0, 7))).size).toBe(13)
  })
})
