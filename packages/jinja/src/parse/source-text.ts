import type { Span } from '../errors.js'

/** Where the first character of a text stands in its file. */
export interface Origin {
  readonly line: number
  readonly column: number
  readonly offset: number
}

const START: Origin = { line: 1, column: 1, offset: 0 }

/** A template's text, with newlines as Jinja2 normalises them, and the way from offsets to lines. */
export class SourceText {
  readonly text: string
  #lines: number[] | undefined

  constructor(
    source: string,
    readonly file: string,
    readonly origin: Origin = START,
  ) {
    const unix = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source
    // keep_trailing_newline is off: exactly one newline at the end is dropped.
    this.text = unix.endsWith('\n') ? unix.slice(0, -1) : unix
  }

  #lineStarts(): number[] {
    if (!this.#lines) {
      this.#lines = [0]
      for (let i = this.text.indexOf('\n'); i >= 0; i = this.text.indexOf('\n', i + 1))
        this.#lines.push(i + 1)
    }
    return this.#lines
  }

  place(offset: number): { line: number; column: number } {
    const lines = this.#lineStarts()
    let low = 0
    let high = lines.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (lines[middle]! <= offset) low = middle
      else high = middle - 1
    }
    const column = offset - lines[low]! + 1
    return {
      line: low + this.origin.line,
      column: low === 0 ? column + this.origin.column - 1 : column,
    }
  }

  span(start: number, end: number): Span {
    const from = this.place(start)
    const to = this.place(end)
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column }
  }
}
