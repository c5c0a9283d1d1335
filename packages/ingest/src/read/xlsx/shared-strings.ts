import { parseWholeXml } from './parse-xml.js'

/** The workbook's table of texts, which cells name by their index. */
export async function readSharedStrings(bytes: AsyncIterable<Buffer>, label: string): Promise<string[]> {
  const strings: string[] = []
  let current = ''
  let inText = false
  let inPhonetic = false
  await parseWholeXml(
    bytes,
    {
      open(name) {
        if (name === 'si') current = ''
        else if (name === 't') inText = !inPhonetic
        else if (name === 'rPh') inPhonetic = true
      },
      close(name) {
        if (name === 'si') strings.push(unescapeText(current))
        else if (name === 't') inText = false
        else if (name === 'rPh') inPhonetic = false
      },
      text(text) {
        if (inText) current += text
      },
    },
    label,
  )
  return strings
}

/** `_x000D_` is how a workbook spells a character that XML can't carry (ECMA-376, ST_Xstring). */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
}
