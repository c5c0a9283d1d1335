import { codePointLength, isPlain } from '../python-text.js'

/** Python's `textwrap.wrap` for one paragraph, without expanding tabs or replacing whitespace. */
export function wrap(text: string, width: number, breakLong: boolean, breakHyphens: boolean): string[] {
  const chunks = split(text, breakHyphens).reverse()
  const lines: string[] = []
  while (chunks.length > 0) {
    const line: string[] = []
    let length = 0
    if (lines.length > 0 && isBlank(chunks[chunks.length - 1]!)) chunks.pop()
    while (chunks.length > 0 && length + codePointLength(chunks[chunks.length - 1]!) <= width) {
      const chunk = chunks.pop()!
      line.push(chunk)
      length += codePointLength(chunk)
    }
    const next = chunks[chunks.length - 1]
    if (next !== undefined && codePointLength(next) > width) {
      const space = width - length
      if (breakLong) {
        const end = breakHyphens ? hyphenBreak(next, space) : space
        const chars = isPlain(next) ? [next.slice(0, end), next.slice(end)] : halves(next, end)
        line.push(chars[0]!)
        chunks[chunks.length - 1] = chars[1]!
      } else if (line.length === 0) line.push(chunks.pop()!)
    }
    if (line.length > 0 && isBlank(line[line.length - 1]!)) line.pop()
    if (line.length > 0) lines.push(line.join(''))
  }
  return lines
}

/** A text cut after so many code points. */
function halves(text: string, end: number): [string, string] {
  const chars = [...text]
  return [chars.slice(0, end).join(''), chars.slice(end).join('')]
}

function isBlank(chunk: string): boolean {
  return /^[\t-\r ]*$/.test(chunk)
}

/** Where to cut a word that is too long: after the last hyphen that fits, if something stands before it. */
function hyphenBreak(word: string, space: number): number {
  if (space === 0 || word.length <= space) return space
  const hyphen = word.lastIndexOf('-', space - 1)
  return hyphen > 0 && /[^-]/.test(word.slice(0, hyphen)) ? hyphen + 1 : space
}

const LETTER = /[\p{L}_]/u
const WORD_CHARACTER = /[\p{L}\p{N}_]/u

/** The places at which a word with hyphens may be broken: its parts, each with the hyphen that ends it. */
function hyphenParts(word: string): string[] {
  const parts: string[] = []
  let from = 0
  const cut = (at: number) => {
    if (at > from) parts.push(word.slice(from, at))
    from = at
  }
  const isLetter = (at: number) => LETTER.test(word[at] ?? '')
  for (let i = word.indexOf('-'); i >= 0; i = word.indexOf('-', i + 1)) {
    let end = i
    while (word[end] === '-') end++
    if (end - i > 1) {
      // Two or more are a dash, which stands for itself between words.
      const before = word[i - 1] ?? ''
      if ((WORD_CHARACTER.test(before) || /[!"'&.,?]/.test(before)) && WORD_CHARACTER.test(word[end] ?? '')) {
        cut(i)
        cut(end)
      }
      i = end - 1
      continue
    }
    // A hyphen breaks where two letters, or two with a hyphen between them, stand on either side.
    const before = isLetter(i - 1) && (isLetter(i - 2) || (word[i - 2] === '-' && isLetter(i - 3)))
    const after = isLetter(i + 1) && (isLetter(i + 2) || (word[i + 2] === '-' && isLetter(i + 3)))
    if (before && after) cut(i + 1)
  }
  cut(word.length)
  return parts
}

function split(text: string, breakHyphens: boolean): string[] {
  const words = text.split(/([\t-\r ]+)/).filter((chunk) => chunk !== '')
  return breakHyphens ? words.flatMap((word) => (isBlank(word) ? [word] : hyphenParts(word))) : words
}
