import { join } from 'node:path'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeXlsx } from '../../../../test/support/make-xlsx.js'
import { goodCsv, type ItemsProject, itemsConfig, openItemsProject } from '../support/items-project.js'
import { warehouseContent } from '../support/warehouse-content.js'

let items: ItemsProject

beforeAll(async () => {
  items = await openItemsProject()
})
afterAll(() => items.close())

const goodRows = [
  ['id', 'name', 'price'],
  [{ number: 1 }, 'apple', { number: 1.5 }],
  [{ number: 2 }, 'pear', { number: 2 }],
]

/** What is said of a file that can't be loaded. */
async function refusal(file: string, content: string | Uint8Array, options = ''): Promise<string> {
  const path = `data/${file}`
  items.write(path, content)
  items.write('tdbt.config.ts', itemsConfig(`{ path: '${path}'${options} }`))
  const { code, output } = await items.refused()
  expect(code).toBe(1)
  return output
}

describe('a zip', () => {
  const zip = zipSync({ 'items.csv': strToU8(goodCsv.repeat(50)) })

  test('that is cut off', async () => {
    expect(await refusal('items.zip', zip.subarray(0, zip.length - 40))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.zip is a broken zip: End of central directory record signature not found. Either not a zip file, or file is truncated.
        hint: it may have been cut off on its way; fetch it again
        code: archive-damaged"
    `)
  })

  test('with the checksum of other content', async () => {
    const damaged = new Uint8Array(zip)
    // The CRC-32 stands in the directory at the end and before the content.
    const directory = Buffer.from(zip).lastIndexOf('PK\x01\x02')
    damaged[directory + 16]! ^= 0xff
    damaged[14]! ^= 0xff
    expect(await refusal('items.zip', damaged)).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        items.csv in data/items.zip is damaged: its CRC-32 does not match
        hint: it may have been changed on its way; fetch it again
        code: archive-damaged"
    `)
  })

  test('that holds several files', async () => {
    const several = zipSync({ 'items.csv': strToU8(goodCsv), 'prices.csv': strToU8(goodCsv) })
    expect(await refusal('items.zip', several)).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.zip holds more than one file
        hint: say which one with \`member\`: items.csv, prices.csv
        code: archive-member"
    `)
    expect(await refusal('items.zip', several, ", member: 'item.csv'")).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.zip holds no file 'item.csv'
        hint: it holds items.csv, prices.csv
        code: archive-member"
    `)
  })
})

describe('a workbook', () => {
  test('without the sheet', async () => {
    const workbook = makeXlsx({ sheets: { 'Items 2024': goodRows, 'Items 2025': goodRows } })
    expect(await refusal('items.xlsx', workbook, ", sheet: 'Item 2025'")).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.xlsx has no sheet 'Item 2025'
        hint: it has 'Items 2024', 'Items 2025'
        code: workbook-sheet"
    `)
    expect(await refusal('items.xlsx', workbook)).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.xlsx has 2 sheets: 'Items 2024', 'Items 2025'
        hint: say which one with \`sheet\` in the source
        code: workbook-sheet"
    `)
  })

  test('with a column missing', async () => {
    const rows = [['id', 'Name', 'price'], ...goodRows.slice(1)]
    expect(await refusal('items.xlsx', makeXlsx({ rows }))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.xlsx has no column 'name', which shop.items reads
        hint: its header is: id, Name, price
        code: file-column-missing"
    `)
  })

  test('with two columns missing', async () => {
    const rows = [['Item', null, 'price'], ...goodRows.slice(1)]
    expect(await refusal('items.xlsx', makeXlsx({ rows }))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.xlsx has no column 'id', 'name', which shop.items reads
        hint: its header is: Item, (empty), price
        code: file-column-missing"
    `)
  })

  test('with a column twice', async () => {
    const rows = [['id', 'name', 'price', 'name'], ...goodRows.slice(1)]
    expect(await refusal('items.xlsx', makeXlsx({ rows }))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.xlsx has more than one column 'name'
        hint: its header is: id, name, price, name
        code: file-column-missing"
    `)
  })

  test('with a sheet that is broken XML', async () => {
    const parts = unzipSync(makeXlsx({ rows: goodRows }))
    const sheet = Buffer.from(parts['xl/worksheets/sheet0.xml']!).toString()
    parts['xl/worksheets/sheet0.xml'] = strToU8(sheet.replace('</row></sheetData>', '</sheetData>'))
    expect(await refusal('items.xlsx', zipSync(parts))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.xlsx, sheet 'Data' is broken XML: unexpected close tag.
        hint: it may have been cut off on its way; fetch it again
        code: archive-damaged"
    `)
  })

  test('of the old kind, a document that is none, and an empty one', async () => {
    expect(await refusal('items.xlsx', Buffer.from('d0cf11e0a1b11ae10000', 'hex'))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.xlsx is an old workbook (xls) or one with a password
        hint: save it as xlsx without a password
        code: file-kind-unknown"
    `)
    const parts = unzipSync(makeXlsx({ rows: goodRows }))
    // As in a text document, which holds no sheets.
    parts['xl/workbook.xml'] = strToU8('<document><body/></document>')
    expect(await refusal('items.xlsx', zipSync(parts))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.xlsx is an Office document, but no workbook
        hint: tdbt reads csv and xlsx, also packed with gzip or zip; correct format in the source, or save the file as one of these
        code: file-kind-unknown"
    `)
    expect(await refusal('items.xlsx', makeXlsx({ rows: [] }))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.xlsx is empty: it has no header
        hint: fetch it again, or look at where it comes from
        code: file-empty"
    `)
  })
})

describe('a CSV file', () => {
  test('with a quote that is not closed', async () => {
    expect(
      await refusal('items.csv', 'id,name,price\n1,apple,1.5\n2,"pear,2\n3,plum,3\n'),
    ).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error in data/items.csv:3
        in the row that begins here a quote is opened and never closed
        hint: mend the line, or set delimiter in the source if values are parted otherwise
        code: csv-not-valid"
    `)
  })

  test('with a quote in the middle of a value, and with more after a closing one', async () => {
    expect(await refusal('items.csv', 'id,name,price\n1,apple,1.5\n2,pe"ar,2\n')).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error in data/items.csv:3
        in the row that begins here a quote stands in the middle of a field that is not quoted
        hint: mend the line, or set delimiter in the source if values are parted otherwise
        code: csv-not-valid"
    `)
    expect(await refusal('items.csv', 'id,name,price\n1,apple,1.5\n2,"pe"ar,2\n')).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error in data/items.csv:3
        in the row that begins here a quoted field goes on after its closing quote
        hint: mend the line, or set delimiter in the source if values are parted otherwise
        code: csv-not-valid"
    `)
  })

  test('with rows of another width than the header', async () => {
    expect(
      await refusal('items.csv', 'id,name,price\n1,"an\napple",1.5\n\n2,pear,2,3\n3\n,plum,4\n'),
    ).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        shop.items: 2 of 4 rows can't be loaded, more than the 1 % that it permits; the table is as it was before
          data/items.csv:5, row 2: 4 fields under a header of 3
          data/items.csv:7, row 4: id is empty
        hint: mend the file or the column types, refuse fewer rows, or raise maxRejectedShare
        code: rejected-share"
    `)
  })

  test('in latin1', async () => {
    expect(
      await refusal('items.csv', Buffer.from('id,name,price\n1,apple,1.5\n2,pâté,2\n', 'latin1')),
    ).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error in data/items.csv:3
        this line is not valid UTF-8
        hint: if the file was written by an older Windows program, set encoding: 'latin1' in its source
        code: file-encoding"
    `)
  })

  test('in UTF-16, with and without a mark', async () => {
    expect(await refusal('items.csv', Buffer.from(`\ufeff${goodCsv}`, 'utf16le'))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.csv is UTF-16 text
        hint: save it as UTF-8
        code: file-encoding"
    `)
    expect(await refusal('items.csv', Buffer.from(goodCsv, 'utf16le'))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.csv is UTF-16 text
        hint: save it as UTF-8
        code: file-encoding"
    `)
  })

  test('with zero bytes', async () => {
    expect(await refusal('items.csv', 'id,name,price\n1,app\0le,1.5\n2,pear,2\n')).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        shop.items: 1 of 2 rows can't be loaded, more than the 1 % that it permits; the table is as it was before
          data/items.csv:2, row 1: name holds a zero byte, which the database can't store
        hint: mend the file or the column types, refuse fewer rows, or raise maxRejectedShare
        code: rejected-share"
    `)
  })

  test('with nothing in it', async () => {
    expect(await refusal('items.csv', '')).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.csv is empty
        hint: fetch it again, or look at where it comes from
        code: file-empty"
    `)
    expect(await refusal('items.csv', '\n\n')).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.csv is empty: it has no header
        hint: fetch it again, or look at where it comes from
        code: file-empty"
    `)
  })

  test('with another delimiter', async () => {
    expect(await refusal('items.csv', goodCsv.replaceAll(',', ';'))).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.csv has no column 'id', 'name', 'price', which shop.items reads
        hint: its header is: id;name;price
              set delimiter: ';' in the source if that parts its columns
        code: file-column-missing"
    `)
  })

  test('that is a web page', async () => {
    expect(await refusal('items.csv', '<!doctype html><title>Log in</title>')).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data/items.csv is a web page, no data
        hint: the address may need a login, or the file may have moved; look at it in a browser
        code: file-kind-unknown"
    `)
  })

  test('with more rejected rows than are permitted', async () => {
    const rows = Array.from(
      { length: 300 },
      (_, index) => `${index},item ${index},${index % 3 === 0 ? 'n/a' : '1'}`,
    )
    expect(await refusal('items.csv', `id,name,price\n${rows.join('\n')}\n`)).toMatchInlineSnapshot(`
      "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        shop.items: 100 of 300 rows can't be loaded, more than the 1 % that it permits; the table is as it was before
          data/items.csv:2, row 1: price: 'n/a' is not of the type numeric
          data/items.csv:5, row 4: price: 'n/a' is not of the type numeric
          data/items.csv:8, row 7: price: 'n/a' is not of the type numeric
          data/items.csv:11, row 10: price: 'n/a' is not of the type numeric
          data/items.csv:14, row 13: price: 'n/a' is not of the type numeric
          and 95 more
        hint: mend the file or the column types, refuse fewer rows, or raise maxRejectedShare
        code: rejected-share"
    `)
  })
})

describe('a path of a source', () => {
  test('that leads nowhere, or to a folder', async () => {
    items.write('tdbt.config.ts', itemsConfig("'data/itmes.csv'"))
    expect(await items.refused()).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't read data/itmes.csv: there is no such file
        hint: check the path and the rights of the file; a path is relative to the folder of the project
        code: file-not-readable",
      }
    `)
    items.write('tdbt.config.ts', itemsConfig("'data'"))
    expect(await items.refused()).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        data is no file
        hint: check the path and the rights of the file; a path is relative to the folder of the project
        code: file-not-readable",
      }
    `)
  })
})

describe('a file that is given with --data', () => {
  test('is named as it was given', async () => {
    expect(await items.refused('--data', join(items.path, 'gone.csv'))).toMatchInlineSnapshot(`
      {
        "code": 1,
        "output": "1 of 1 ERROR loading source shop.items ... [ERROR in N.NNs]
      Encountered an error:
      Ingestion Error
        can't read gone.csv: there is no such file
        hint: check the path and the rights of the file; a path is relative to the folder of the project
        code: file-not-readable",
      }
    `)
  })
})

test('a file of a header alone empties the table, and says so', async () => {
  items.write('data/items.csv', 'id,name,price\n')
  items.write('tdbt.config.ts', itemsConfig("'data/items.csv'"))
  expect(await items.ingest()).toMatchInlineSnapshot(`
    {
      "code": 0,
      "output": "1 of 1 OK loaded source shop.items ... [COPY 0 in N.NNs]
    shop.items has no rows: its file holds a header alone, and raw.items is empty now
    Completed successfully",
    }
  `)
  expect(Object.values(await warehouseContent(items.database))).toEqual([[], []])
})
