/** The named entities that occur in text that was escaped by a machine. */
const NAMED = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\xa0'],
  ['copy', '\xa9'],
  ['reg', '\xae'],
  ['raquo', '\xbb'],
  ['laquo', '\xab'],
  ['mdash', '\u2014'],
  ['ndash', '\u2013'],
  ['hellip', '\u2026'],
  ['euro', '\u20ac'],
])

export function unescapeHtml(text: string): string {
  return text.replace(/&(?:#(\d+)|#[xX]([0-9a-fA-F]+)|(\w+));?/g, (match, decimal, hex, name) => {
    if (name !== undefined) return NAMED.get(name as string) ?? match
    const code = decimal === undefined ? Number.parseInt(hex as string, 16) : Number(decimal)
    return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code)
  })
}
