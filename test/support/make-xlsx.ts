import { strToU8, type Zippable, zipSync } from 'fflate'

/** A cell as a workbook stores it. `shared` puts its text into the table of shared texts. */
export type XlsxCell =
  | null
  | string
  | { readonly shared: string }
  | { readonly number: number | string; readonly style?: number }
  | { readonly type: 'b' | 'e' | 'd' | 'str'; readonly value: string }
  | { readonly xml: string }

export interface XlsxOptions {
  readonly sheets?: Readonly<Record<string, readonly (readonly XlsxCell[])[]>>
  readonly rows?: readonly (readonly XlsxCell[])[]
  /** Format codes of the styles 1, 2, ...; style 0 is General. */
  readonly formats?: readonly (string | number)[]
  readonly date1904?: boolean
  /** Leaves out the references of rows and cells, as some writers do. */
  readonly bare?: boolean
  /** Writes every element of sheets with a prefix, as some writers do. */
  readonly prefix?: string
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelationships = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** The bytes of a small workbook. */
export function makeXlsx(options: XlsxOptions): Uint8Array {
  const sheets = Object.entries(options.sheets ?? { Data: options.rows ?? [] })
  const shared: string[] = []
  const files: Zippable = {
    '[Content_Types].xml': strToU8('<Types/>'),
    '_rels/.rels': relations([['rId1', 'officeDocument', 'xl/workbook.xml']]),
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, index) => [`s${index}`, 'worksheet', `worksheets/sheet${index}.xml`] as const),
      ['strings', 'sharedStrings', '/xl/sharedStrings.xml'],
      ['styles', 'styles', 'styles.xml'],
    ]),
    'xl/workbook.xml': strToU8(
      `<workbook xmlns="${main}" xmlns:r="${relationships}"><workbookPr${options.date1904 ? ' date1904="1"' : ''}/><sheets>${sheets
        .map(([name], index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="s${index}"/>`)
        .join('')}</sheets></workbook>`,
    ),
    'xl/styles.xml': strToU8(styles(options.formats ?? [])),
  }
  for (const [index, [, rows]] of sheets.entries())
    files[`xl/worksheets/sheet${index}.xml`] = strToU8(sheet(rows, shared, options))
  files['xl/sharedStrings.xml'] = strToU8(
    `<sst xmlns="${main}">${shared.map((text) => `<si>${text}</si>`).join('')}</sst>`,
  )
  return zipSync(files)
}

function sheet(rows: readonly (readonly XlsxCell[])[], shared: string[], options: XlsxOptions): string {
  const p = options.prefix === undefined ? '' : `${options.prefix}:`
  const body = rows.map((cells, row) => {
    const written = cells.map((cell, column) => {
      if (cell === null) return options.bare === true ? `<${p}c/>` : ''
      const at = options.bare === true ? '' : ` r="${String.fromCharCode(65 + column)}${row + 1}"`
      if (typeof cell === 'string')
        return `<${p}c${at} t="inlineStr"><${p}is><${p}t>${escapeXml(cell)}</${p}t></${p}is></${p}c>`
      if ('xml' in cell) return cell.xml.replace('<c', `<c${at}`)
      if ('shared' in cell) {
        const text = cell.shared.startsWith('<')
          ? cell.shared
          : `<t xml:space="preserve">${escapeXml(cell.shared)}</t>`
        return `<${p}c${at} t="s"><${p}v>${shared.push(text) - 1}</${p}v></${p}c>`
      }
      if ('number' in cell) return `<${p}c${at} s="${cell.style ?? 0}"><${p}v>${cell.number}</${p}v></${p}c>`
      return `<${p}c${at} t="${cell.type}"><${p}v>${escapeXml(cell.value)}</${p}v></${p}c>`
    })
    return cells.length === 0
      ? ''
      : `<${p}row${options.bare === true ? '' : ` r="${row + 1}"`}>${written.join('')}</${p}row>`
  })
  const namespace = options.prefix === undefined ? `xmlns="${main}"` : `xmlns:${options.prefix}="${main}"`
  return `<?xml version="1.0"?><${p}worksheet ${namespace}><${p}sheetData>${body.join('')}</${p}sheetData></${p}worksheet>`
}

function styles(formats: readonly (string | number)[]): string {
  const own = formats.filter((format) => typeof format === 'string')
  const numFmts = own.map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${escapeXml(code)}"/>`)
  const xfs = formats.map(
    (format) => `<xf numFmtId="${typeof format === 'number' ? format : 164 + own.indexOf(format)}"/>`,
  )
  // The xf of cellStyleXfs comes first and is no style of cells.
  return `<styleSheet xmlns="${main}"><numFmts>${numFmts.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${xfs.join('')}</cellXfs></styleSheet>`
}

function relations(entries: readonly (readonly [id: string, type: string, target: string])[]): Uint8Array {
  return strToU8(
    `<Relationships xmlns="${packageRelationships}">${entries
      .map(
        ([id, type, target]) =>
          `<Relationship Id="${id}" Type="${relationships}/${type}" Target="${target}"/>`,
      )
      .join('')}</Relationships>`,
  )
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
