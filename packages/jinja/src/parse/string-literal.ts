const SIMPLE = new Map([
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\n', ''],
])

const HEX_LENGTH = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
])

/** How Python's `backslashreplace` writes a character that isn't ASCII. */
function asEscape(char: string): string {
  const code = char.codePointAt(0)!
  if (code <= 0xff) return `x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `u${code.toString(16).padStart(4, '0')}` : `U${code.toString(16).padStart(8, '0')}`
}

/**
 * The value of the inside of a string literal. Unknown escapes keep their backslash. Jinja2 escapes what
 * isn't ASCII before it decodes, so that a backslash before such a character makes text of the escape.
 * Throws an Error with Python's message for a broken escape.
 */
export function unescapeString(body: string): string {
  if (!body.includes('\\')) return body
  let result = ''
  let i = 0
  while (i < body.length) {
    const slash = body.indexOf('\\', i)
    if (slash < 0) return result + body.slice(i)
    result += body.slice(i, slash)
    const char = String.fromCodePoint(body.codePointAt(slash + 1)!)
    i = slash + 1 + char.length
    const simple = SIMPLE.get(char)
    const digits = HEX_LENGTH.get(char)
    if (simple !== undefined) result += simple
    else if (digits !== undefined) {
      const hex = /^[0-9a-fA-F]*/.exec(body.slice(i, i + digits))![0]
      if (hex.length < digits) throw new Error(`truncated \\${char}${'X'.repeat(digits)} escape`)
      const code = Number.parseInt(hex, 16)
      if (code > 0x10ffff) throw new Error('illegal Unicode character')
      result += String.fromCodePoint(code)
      i += digits
    } else if (char >= '0' && char <= '7') {
      const octal = /^[0-7]{1,3}/.exec(body.slice(i - 1, i + 2))![0]
      result += String.fromCharCode(Number.parseInt(octal, 8))
      i += octal.length - 1
    } else if (char === 'N') {
      throw new Error('\\N{...} escapes need the names of Unicode, which are not at hand: use \\u or \\U')
    } else if (char.codePointAt(0)! > 0x7f) result += `\\${asEscape(char)}`
    else result += `\\${char}`
  }
  return result
}
