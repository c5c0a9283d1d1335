import { parseWholeXml } from './parse-xml.js'

/** Number formats that every workbook has without naming them and that show a date or a time (ECMA-376, 18.8.30). */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)
}

/**
 * Whether a format code shows a date or a time of day. Elapsed time (`[h]:mm`) is an amount and stays a number, as do
 * codes whose letters stand in quotes, after a backslash or in the brackets of colours and locales.
 */
export function isDateFormat(code: string): boolean {
  // Only the first section counts: the others are for negative numbers, zero and text.
  const first = code.split(';', 1)[0] ?? ''
  if (/\[(?:h+|m+|s+)\]/i.test(first)) return false
  const bare = first.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General/gi, '')
  return /[ymdhs]/i.test(bare)
}

/** For each cell style, by its index: whether numbers in it are dates. */
export async function readDateStyles(bytes: AsyncIterable<Buffer>, label: string): Promise<boolean[]> {
  const formats = new Map<number, boolean>()
  const styles: boolean[] = []
  let inCellStyles = false
  await parseWholeXml(
    bytes,
    {
      open(name, attributes) {
        if (name === 'numFmt')
          formats.set(Number(attributes.numFmtId), isDateFormat(attributes.formatCode ?? ''))
        else if (name === 'cellXfs') inCellStyles = true
        else if (name === 'xf' && inCellStyles) {
          const id = Number(attributes.numFmtId ?? 0)
          styles.push(formats.get(id) ?? isBuiltInDate(id))
        }
      },
      close(name) {
        if (name === 'cellXfs') inCellStyles = false
      },
      text() {},
    },
    label,
  )
  return styles
}
