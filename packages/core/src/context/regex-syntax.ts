/** A regular expression of Python in JavaScript's way of writing. */
export interface Translated {
  readonly source: string
  /** Flags that the pattern itself sets. */
  readonly flags: string
  /** How many groups there are, and the numbers of those with a name. */
  readonly groups: number
  readonly names: ReadonlyMap<string, number>
}

const whitespace = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const unicodeClasses: Readonly<Record<string, string>> = { w: '\\p{L}\\p{N}_', d: '\\p{Nd}', s: whitespace }
const asciiClasses: Readonly<Record<string, string>> = { w: 'a-zA-Z0-9_', d: '0-9', s: ' \\t-\\r' }
const marks = /[\^$\\.*+?()[\]{}|/-]/

/** Translates Python's syntax; what both have is left as it is. Throws a SyntaxError for what JavaScript can't say. */
export function translateRegex(pattern: string, flags: string): Translated {
  const inline = /^(?:\(\?([aiLmsux]+)\))+/.exec(pattern)?.[0] ?? ''
  const all = new Set([...flags, ...inline.replace(/[^aiLmsux]/g, '')])
  const reader = new RegexReader(pattern.slice(inline.length), all.has('x'), all.has('a'))
  const source = reader.translate()
  const kept = ['i', 'm', 's'].filter((flag) => all.has(flag)).join('')
  return { source, flags: kept, groups: reader.groups, names: reader.names }
}

class RegexReader {
  groups = 0
  readonly names = new Map<string, number>()
  private at = 0
  private result = ''
  private readonly classes: Readonly<Record<string, string>>

  constructor(
    private readonly text: string,
    private readonly isVerbose: boolean,
    isAscii: boolean,
  ) {
    this.classes = isAscii ? asciiClasses : unicodeClasses
  }

  translate(): string {
    while (this.at < this.text.length) this.step()
    return this.result
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    const sticky = new RegExp(pattern.source, `${pattern.flags.replace(/[^s]/g, '')}yu`)
    sticky.lastIndex = this.at
    const match = sticky.exec(this.text)
    if (match) this.at = sticky.lastIndex
    return match
  }

  private step(): void {
    if (this.isVerbose && this.take(/\s+|#[^\n]*/)) return
    if (this.take(/\(\?#[^)]*\)/)) return
    if (this.group()) return
    const range = this.take(/\{(\d*),(\d*)\}|\{(\d+)\}/)
    if (range) {
      const [, from = '', to = '', exactly] = range
      this.result += exactly === undefined ? `{${from || 0},${to}}` : `{${exactly}}`
      return
    }
    const char = this.take(/./s)
    const [letter = ''] = char ?? []
    if (letter === '\\') this.escape()
    else if (letter === '[') this.set()
    else if (letter === '{' || letter === '}' || letter === ']') this.result += `\\${letter}`
    else if (letter === '$') this.result += '(?:$|(?=\\n(?![^])))'
    else this.result += letter
  }

  private group(): boolean {
    const named = this.take(/\(\?P<(\w+)>/)
    if (named) {
      this.groups += 1
      this.names.set(named[1] as string, this.groups)
      this.result += `(?<${named[1]}>`
      return true
    }
    const again = this.take(/\(\?P=(\w+)\)/)
    if (again) {
      this.result += `\\k<${again[1]}>`
      return true
    }
    const special = this.take(/\(\?(?::|=|!|<=|<!)/)
    if (special) {
      this.result += special[0]
      return true
    }
    if (!this.take(/\((?!\?)/)) return false
    this.groups += 1
    this.result += '('
    return true
  }

  /** What stands behind a backslash, outside of brackets. */
  private escape(): void {
    const boundary = this.take(/[bB]/)
    if (boundary) {
      const word = `[${this.classes.w}]`
      this.result +=
        boundary[0] === 'b'
          ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
          : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`
      return
    }
    if (this.take(/A/)) this.result += '(?<![^])'
    else if (this.take(/Z/)) this.result += '(?![^])'
    else {
      const kind = this.take(/[wdsWDS]/)
      if (kind) {
        const letter = kind[0] as string
        this.result += `[${letter === letter.toUpperCase() ? '^' : ''}${this.classes[letter.toLowerCase()]}]`
      } else this.character(/[1-9]\d?/)
    }
  }

  /** An escaped character or, outside of brackets, a reference to a group. */
  private character(reference: RegExp | undefined): void {
    const number = reference && this.take(reference)
    if (number) {
      this.result += `(?:\\${number[0]})`
      return
    }
    const code = this.take(/x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})/)
    if (code) {
      this.result += `\\u{${code[1] ?? code[2] ?? code[3]}}`
      return
    }
    const octal = this.take(/0[0-7]{0,2}/)
    if (octal) {
      this.result += `\\u{${Number.parseInt(octal[0], 8).toString(16)}}`
      return
    }
    const [char = ''] = this.take(/./s) ?? []
    if (char === 'a') this.result += '\\x07'
    else if (/[nrtfv]/.test(char)) this.result += `\\${char}`
    else if (/[a-zA-Z]/.test(char) || char === '') throw new SyntaxError(`bad escape \\${char}`)
    else this.result += marks.test(char) ? `\\${char}` : char
  }

  /** A set in brackets, behind its `[`. */
  private set(): void {
    this.result += this.take(/\^/) ? '[^' : '['
    let isFirst = true
    for (;;) {
      if (this.at >= this.text.length) throw new SyntaxError('unterminated character set')
      if (!isFirst && this.take(/\]/)) break
      isFirst = false
      const [char = ''] = this.take(/./s) ?? []
      if (char === '\\') this.escapeInSet()
      else if (char === '-') this.result += this.isRange() ? '-' : '\\-'
      else this.result += /[[\]{}()|/\\^$.*+?]/.test(char) ? `\\${char}` : char
    }
    this.result += ']'
  }

  private escapeInSet(): void {
    const kind = this.take(/[wdsWDS]/)
    if (!kind) {
      if (this.take(/b/)) this.result += '\\x08'
      else this.character(undefined)
      return
    }
    const letter = kind[0] as string
    if (letter !== letter.toLowerCase()) {
      if (letter !== 'D' || this.classes !== unicodeClasses) {
        if (letter === 'W') throw new SyntaxError('\\W in brackets')
      }
      this.result += letter === 'D' ? '\\P{Nd}' : '\\S'
      return
    }
    this.result += this.classes[letter]
  }

  /** Whether a hyphen in brackets stands between two characters. */
  private isRange(): boolean {
    const before = this.text.slice(0, this.at - 1)
    return (
      !/(?:^|[^\\])\[\^?$/.test(before) &&
      !/\\[wdsWDS]$/.test(before) &&
      !/^(?:\]|\\[wdsWDS])/.test(this.text.slice(this.at))
    )
  }
}
