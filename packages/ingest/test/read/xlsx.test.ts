import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { makeXlsx, type XlsxCell } from '../../../../test/support/make-xlsx.js'
import { rowsOf } from './collect-rows.js'

const n = (number: number | string, style?: number): XlsxCell => ({ number, style })

describe('the cells of a workbook', () => {
  it('are texts, shared or in place', async () => {
    const rows = [
      ['A', { shared: 'B' }],
      [' x & <y> ', { shared: ' £ 🎁 ' }],
      [{ shared: '' }, 'z'],
    ]
    expect(await rowsOf(makeXlsx({ rows }))).toEqual([
      [0, 'A', 'B'],
      [1, ' x & <y> ', ' £ 🎁 '],
      [2, null, 'z'],
    ])
  })

  it('are rich texts without their phonetic guides, and characters that XML can not carry', async () => {
    const rich = '<r><rPr><b/></rPr><t>one </t></r><r><t>two</t></r><rPh sb="0" eb="1"><t>ICHI</t></rPh>'
    const rows = [
      ['A', 'B', 'C'],
      [
        { shared: rich },
        { xml: `<c t="inlineStr"><is>${rich}</is></c>` },
        { type: 'str', value: 'a_x000A_b' } as const,
      ],
    ]
    expect(await rowsOf(makeXlsx({ rows }))).toEqual([
      [0, 'A', 'B', 'C'],
      [1, 'one two', 'one two', 'a\nb'],
    ])
  })

  it('are numbers at the 15 digits that a double is good for, without exponents', async () => {
    const numbers = [
      '9.949999999999999',
      '0.1',
      '17850',
      '17850.0',
      '-0',
      '1E-7',
      '1.5E+20',
      '0.30000000000000004',
    ]
    const rows = [['A'], ...numbers.map((number) => [n(number)])]
    expect((await rowsOf(makeXlsx({ rows }))).slice(1).map((row) => row[1])).toEqual([
      ...['9.95', '0.1', '17850', '17850', '0', '0.0000001', '150000000000000000000', '0.3'],
    ])
  })

  it('are dates by the number format of their style, to the nearest second', async () => {
    const formats = ['m/d/yy h:mm', 22, '[h]:mm', '"day "0', '[$-409]d\\-mmm\\-yy;@', '[Red]0.00', 'General']
    const at = 40513.35138888889
    const rows = [['A', 'B', 'C', 'D', 'E', 'F', 'G'], formats.map((_, style) => n(at, style + 1))]
    const date = '2010-12-01 08:26:00'
    const number = '40513.3513888889'
    expect((await rowsOf(makeXlsx({ rows, formats })))[1]).toEqual([
      1,
      date,
      date,
      number,
      number,
      date,
      number,
      number,
    ])
  })

  it('count days as Excel does, its 29 February 1900 included, or from 1904', async () => {
    const dates = [1, 59, 60, 61, 0.5, 0.999999, 2958465.999, 2958466, -1]
    const texts = async (date1904: boolean): Promise<unknown[]> => {
      const rows = [['A'], ...dates.map((serial) => [n(serial, 1)])]
      return (await rowsOf(makeXlsx({ rows, formats: [22], date1904 }))).slice(1).map((row) => row[1])
    }
    expect(await texts(false)).toEqual([
      ...[
        '1900-01-01 00:00:00',
        '1900-02-28 00:00:00',
        '1900-02-29 00:00:00',
        '1900-03-01 00:00:00',
        '12:00:00',
      ],
      ...['1900-01-01 00:00:00', '9999-12-31 23:58:34', '2958466', '-1'],
    ])
    expect((await texts(true)).slice(0, 2)).toEqual(['1904-01-02 00:00:00', '1904-02-29 00:00:00'])
  })

  it('are booleans, dates in words, and the errors of formulas as Excel shows them', async () => {
    const rows: XlsxCell[][] = [
      ['A', 'B', 'C', 'D'],
      [
        { type: 'b', value: '1' },
        { type: 'b', value: '0' },
        { type: 'e', value: '#N/A' },
        { type: 'd', value: '2011-02-03T04:05:06' },
      ],
    ]
    expect((await rowsOf(makeXlsx({ rows })))[1]).toEqual([1, 'true', 'false', '#N/A', '2011-02-03T04:05:06'])
  })
})

describe('the rows of a workbook', () => {
  it('have their place on the sheet, empty ones passed over, missing cells null', async () => {
    const rows = [[], ['A', 'B', 'C'], [null, null, 'x'], [], [null, { shared: '' }], ['y']]
    expect(await rowsOf(makeXlsx({ rows }))).toEqual([
      [0, 'A', 'B', 'C'],
      [1, null, null, 'x'],
      [4, 'y'],
    ])
  })

  it('may come without references, and with a prefix before every element', async () => {
    const rows = [
      ['A', 'B'],
      [null, 'x'],
      [n(1), 'y'],
    ]
    const expected = [
      [0, 'A', 'B'],
      [1, null, 'x'],
      [2, '1', 'y'],
    ]
    expect(await rowsOf(makeXlsx({ rows, bare: true }))).toEqual(expected)
    expect(await rowsOf(makeXlsx({ rows, prefix: 'x' }))).toEqual(expected)
  })

  it('are those of the sheet that is asked for', async () => {
    const xlsx = makeXlsx({ sheets: { First: [['A']], 'Other & more': [['B']] } })
    expect(await rowsOf(xlsx, { sheet: 'Other & more' })).toEqual([[0, 'B']])
    await expect(rowsOf(xlsx)).rejects.toMatchObject({
      message: "data.file has 2 sheets: 'First', 'Other & more'",
      hint: 'say which one with `sheet` in the source',
    })
    await expect(rowsOf(xlsx, { sheet: 'Third' })).rejects.toMatchObject({
      message: "data.file has no sheet 'Third'",
      hint: "it has 'First', 'Other & more'",
    })
  })

  it('survive being cut anywhere by the chunks that they come in', async () => {
    const rows = [
      ['A', 'B'],
      ...Array.from({ length: 20_000 }, (_, row) => [n(row), { shared: `text £${row}` }]),
    ]
    const read = await rowsOf(makeXlsx({ rows }))
    expect(read.length).toBe(20_001)
    expect(
      read.every((row, at) => at === 0 || (row[1] === String(at - 1) && row[2] === `text £${at - 1}`)),
    ).toBe(true)
  })
})

describe('a zip', () => {
  const csv = Buffer.from('a\n1\n')
  const expected = [
    [0, 'a'],
    [1, '1'],
  ]

  it('may hold a CSV file or a workbook, packed or stored, and itself be in a zip', async () => {
    expect(await rowsOf(zipSync({ 'x.csv': csv }))).toEqual(expected)
    expect(await rowsOf(zipSync({ 'x.csv': [csv, { level: 0 }] }))).toEqual(expected)
    const xlsx = makeXlsx({ rows: [['a'], ['1']] })
    expect(await rowsOf(zipSync({ 'x.xlsx': xlsx }))).toEqual(expected)
    expect(await rowsOf(zipSync({ 'Data/x.xlsx': [xlsx, { level: 0 }] }))).toEqual(expected)
    expect(await rowsOf(zipSync({ 'y.zip': zipSync({ 'x.csv': csv }) }))).toEqual(expected)
  })

  it('with several files wants to know which, unless only one can be read', async () => {
    const archive = zipSync({ 'readme.md': Buffer.from('hello'), 'x.csv': csv, '__MACOSX/._x.csv': csv })
    expect(await rowsOf(archive)).toEqual(expected)
    const two = zipSync({ 'x.csv': csv, 'y.csv': Buffer.from('b\n') })
    await expect(rowsOf(two)).rejects.toMatchObject({
      message: 'data.file holds more than one file',
      hint: 'say which one with `member`: x.csv, y.csv',
    })
    expect(await rowsOf(two, { member: 'y.csv' })).toEqual([[0, 'b']])
    await expect(rowsOf(two, { member: 'z.csv' })).rejects.toThrow("data.file holds no file 'z.csv'")
  })

  it('that is cut off is refused before a row is read', async () => {
    const archive = zipSync({ 'x.csv': csv })
    await expect(rowsOf(archive.subarray(0, archive.length - 30))).rejects.toThrow(
      'data.file is a broken zip',
    )
  })

  it('whose content does not match its checksum is refused', async () => {
    const archive = Buffer.from(
      zipSync({ 'x.csv': [Buffer.from(`a\n${'12345\n'.repeat(1000)}`), { level: 0 }] }),
    )
    archive[200]! ^= 1
    await expect(rowsOf(archive)).rejects.toThrow('x.csv in data.file is damaged: its CRC-32 does not match')
  })

  it('whose packed content is damaged is refused', async () => {
    const rows = Array.from({ length: 3000 }, (_, row) => [n(row * 7919), `text ${row % 97}`])
    const xlsx = Buffer.from(makeXlsx({ rows: [['A', 'B'], ...rows] }))
    const at = xlsx.indexOf('xl/worksheets/sheet0.xml') + 2000
    xlsx.fill(0xff, at, at + 40)
    await expect(rowsOf(xlsx)).rejects.toMatchObject({
      name: 'TdbtError',
      message: expect.stringContaining('data.file'),
    })
  })

  it('with a sheet that is no XML is refused', async () => {
    const xlsx = makeXlsx({ rows: [['A'], [{ xml: '<c t="str"><v>x</w></c>' }]] })
    await expect(rowsOf(xlsx)).rejects.toThrow("data.file, sheet 'Data' is broken XML: ")
  })
})
