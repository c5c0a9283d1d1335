/**
 * Python's `textwrap.wrap` for one paragraph, without expanding tabs or replacing whitespace. Lengths are
 * in UTF-16 units.
 */
export function wrap(text: string, width: number, breakLong: boolean, breakHyphens: boolean): string[] {
  const chunks = split(text, breakHyphens).reverse()
  const lines: string[] = []
  while (chunks.length > 0) {
    const line: string[] = []
    let length = 0
    if (lines.length > 0 && isBlank(chunks[chunks.length - 1]!)) chunks.pop()
    while (chunks.length > 0 && length + chunks[chunks.length - 1]!.length <= width) {
      const chunk = chunks.pop()!
      line.push(chunk)
      length += chunk.length
    }
    const next = chunks[chunks.length - 1]
    if (next !== undefined && next.length > width) {
      const space = Math.max(1, width - length)
      if (breakLong) {
        const end = breakHyphens ? hyphenBreak(next, space) : space
        line.push(next.slice(0, end))
        chunks[chunks.length - 1] = next.slice(end)
      } else if (line.length === 0) line.push(chunks.pop()!)
    }
    if (line.length > 0 && isBlank(line[line.length - 1]!)) line.pop()
    if (line.length > 0) lines.push(line.join(''))
  }
  return lines
}

function isBlank(chunk: string): boolean {
  return /^[\t-\r ]*$/.test(chunk)
}

/** Where to cut a word that is too long: after the last hyphen that fits, if something stands before it. */
function hyphenBreak(word: string, space: number): number {
  if (word.length <= space) return space
  const hyphen = word.lastIndexOf('-', space - 1)
  return hyphen > 0 && /[^-]/.test(word.slice(0, hyphen)) ? hyphen + 1 : space
}

const WORD = '[\\w!"\'&.,?]'
const LETTER = '[^\\d\\W]'
const BREAKS = new RegExp(
  `([\\t-\\r ]+|(?<=${WORD})-{2,}(?=\\w)|[^\\t-\\r ](?:[^\\t-\\r ])*?(?:-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})|(?=[\\t-\\r ]|$)|(?<=${WORD})(?=-{2,}\\w)))`,
  'u',
)

function split(text: string, breakHyphens: boolean): string[] {
  return text.split(breakHyphens ? BREAKS : /([\t-\r ]+)/).filter((chunk) => chunk !== '')
}
