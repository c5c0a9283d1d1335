import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { rowsOf } from './collect-rows.js'

describe('a CSV file', () => {
  it('gives its records with their positions, empty fields as null', async () => {
    expect(await rowsOf('a,b\n1,\n,"x, ""y""\nz"\n')).toEqual([
      [0, 'a', 'b'],
      [1, '1', null],
      [2, null, 'x, "y"\nz'],
    ])
  })

  it('may begin with a byte order mark, end lines as Windows does, and lack the last line end', async () => {
    expect(await rowsOf('\uFEFFa,b\r\n1,2\r\n\r\n3,4')).toEqual([
      [0, 'a', 'b'],
      [1, '1', '2'],
      [2, '3', '4'],
    ])
  })

  it('keeps blanks and what is outside ASCII', async () => {
    expect(await rowsOf('a\n x \n£ñ🎁\n')).toEqual([
      [0, 'a'],
      [1, ' x '],
      [2, '£ñ🎁'],
    ])
  })

  it('keeps a record whose number of fields is not that of the header, for the loader to reject', async () => {
    expect(await rowsOf('a,b\n1\n1,2,3\n')).toEqual([
      [0, 'a', 'b'],
      [1, '1'],
      [2, '1', '2', '3'],
    ])
  })

  it('may have another delimiter', async () => {
    expect(await rowsOf('a;b\n1,5;2\n', { delimiter: ';' })).toEqual([
      [0, 'a', 'b'],
      [1, '1,5', '2'],
    ])
  })

  it('is read as latin1 where its source says so', async () => {
    const bytes = Buffer.from('a\nCaf\xe9 \xa35\n', 'latin1')
    expect(await rowsOf(bytes, { encoding: 'latin1' })).toEqual([
      [0, 'a'],
      [1, 'Café £5'],
    ])
  })

  it('with another encoding is refused with the line that shows it', async () => {
    const bytes = Buffer.from(`a\n${'plain\n'.repeat(70_000)}caf\xe9\nmore\n`, 'latin1')
    await expect(rowsOf(bytes)).rejects.toMatchObject({
      name: 'TdbtError',
      message: 'this line is not valid UTF-8',
      place: { file: 'data.file', line: 70002 },
      hint: expect.stringContaining("encoding: 'latin1'"),
    })
  })

  it('in UTF-16 is refused by name', async () => {
    await expect(rowsOf(Buffer.from('\uFEFFa,b\n', 'utf16le'))).rejects.toThrow('data.file is UTF-16 text')
  })

  it('with a quote out of place is refused with its line', async () => {
    const refusal = (message: string, line: number) => ({
      message: `in the row that begins here ${message}`,
      place: { file: 'data.file', line },
    })
    await expect(rowsOf('a,b\n1,2\n"3"x,4\n')).rejects.toMatchObject(
      refusal('a quoted field goes on after its closing quote', 3),
    )
    await expect(rowsOf('a,b\n1,2\n3,4"4\n')).rejects.toMatchObject(
      refusal('a quote stands in the middle of a field that is not quoted', 3),
    )
    // The line that the quote stands in, however much of the file it takes in.
    await expect(rowsOf('a,b\r\n\r\n"1\r\n\n2",x\r\n1,"2\r\n3,4\r\n')).rejects.toMatchObject(
      refusal('a quote is opened and never closed', 6),
    )
  })

  it('may be packed with gzip, also in several members', async () => {
    const packed = Buffer.concat([gzipSync('a\n1\n'), gzipSync('2\n')])
    expect(await rowsOf(packed)).toEqual([
      [0, 'a'],
      [1, '1'],
      [2, '2'],
    ])
  })

  it('in gzip that is cut off or damaged is refused', async () => {
    const packed = gzipSync(`a\n${Array.from({ length: 5000 }, (_, row) => `${row * 7919}`).join('\n')}\n`)
    await expect(rowsOf(packed.subarray(0, packed.length - 2000))).rejects.toThrow('data.file is broken gzip')
    const damaged = Buffer.from(packed)
    damaged[damaged.length - 6]! ^= 0xff
    await expect(rowsOf(damaged)).rejects.toThrow('data.file is broken gzip: incorrect data check')
  })
})

describe('what is no table', () => {
  it('is refused by what it is', async () => {
    await expect(rowsOf('')).rejects.toThrow('data.file is empty')
    await expect(rowsOf('<!DOCTYPE html><html><body>Log in</body></html>')).rejects.toThrow('is a web page')
    await expect(rowsOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).rejects.toThrow('old workbook (xls)')
    await expect(rowsOf(Buffer.from([1, 0, 2, 0, 3]))).rejects.toThrow('neither CSV nor a workbook')
    await expect(rowsOf('a\n1\n', { format: 'xlsx' })).rejects.toThrow('is csv, but its source says xlsx')
  })
})
