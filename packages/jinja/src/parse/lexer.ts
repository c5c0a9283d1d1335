import { JinjaError } from '../errors.js'
import { stripEnd, WHITESPACE } from '../python-text.js'
import { Float, type Value } from '../values/value.js'
import type { SourceText } from './source-text.js'
import { unescapeString } from './string-literal.js'

export type TokenType =
  | 'data'
  | 'block_begin'
  | 'block_end'
  | 'variable_begin'
  | 'variable_end'
  | 'name'
  | 'string'
  | 'integer'
  | 'float'
  | 'operator'
  | 'eof'
  | 'error'

/** `text` is the name, the operator, the data or the error's message; `value` that of a literal. */
export interface Token {
  readonly type: TokenType
  readonly text: string
  readonly value: Value
  readonly start: number
  readonly end: number
}

const DESCRIPTIONS: Partial<Record<TokenType, string>> = {
  block_begin: 'begin of statement block',
  block_end: 'end of statement block',
  variable_begin: 'begin of print statement',
  variable_end: 'end of print statement',
  data: 'template data / text',
  eof: 'end of template',
}

export function describeType(type: TokenType): string {
  return DESCRIPTIONS[type] ?? type
}

export function describeToken(token: Token): string {
  return token.type === 'name' || token.type === 'operator' ? token.text : describeType(token.type)
}

const S = `[${WHITESPACE}]*`
const RAW_BEGIN = new RegExp(`\\{%[-+]?${S}raw${S}(?:-%\\}${S}|%\\})`, 'y')
const RAW_END = new RegExp(`\\{%([-+]?)${S}endraw${S}(?:\\+%\\}|-%\\}${S}|%\\})`, 'g')
const COMMENT_END = new RegExp(`\\+#\\}|-#\\}${S}|#\\}`, 'g')
const BLOCK_END = new RegExp(`\\+%\\}|-%\\}${S}|%\\}`, 'y')
const VARIABLE_END = new RegExp(`-\\}\\}${S}|\\}\\}`, 'y')
const SPACES = new RegExp(`[${WHITESPACE}]+`, 'y')
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy
const ASCII_NAME = /[A-Za-z0-9_]+/y
const NAME = /[\p{L}\p{N}\p{XID_Continue}_]+/uy
const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u
const STRING = /'[^'\\]*(?:\\.[^'\\]*)*'|"[^"\\]*(?:\\.[^"\\]*)*"/sy
const OPERATOR = /\/\/|\*\*|==|!=|>=|<=|[+\-/*%~[\](){}><=.:|,;]/y
const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' }

function matchAt(regex: RegExp, text: string, offset: number): string | undefined {
  regex.lastIndex = offset
  return regex.exec(text)?.[0]
}

function integer(text: string): Value {
  const digits = text.replaceAll('_', '')
  const number = Number(digits)
  return Number.isSafeInteger(number) ? number : BigInt(digits)
}

/**
 * All tokens of a text, comments and whitespace left out. An error becomes a token, since Jinja2 raises
 * it only when its parser gets there; nothing follows it.
 */
export function tokenize(source: SourceText): Token[] {
  const lexer = new Lexer(source.text)
  lexer.run()
  return lexer.tokens
}

class Lexer {
  readonly tokens: Token[] = []
  #at = 0

  constructor(readonly text: string) {}

  run(): void {
    try {
      this.#root()
      this.#push('eof', '', this.text.length, this.text.length)
    } catch (error) {
      if (!(error instanceof LexError)) throw error
      this.#push('error', error.message, error.start, error.end)
    }
  }

  #push(type: TokenType, text: string, start: number, end: number, value: Value = null): void {
    this.tokens.push({ type, text, value, start, end })
  }

  #data(from: number, to: number, sign: string): void {
    const data = this.text.slice(from, to)
    const kept = sign === '-' ? stripEnd(data) : data
    if (kept) this.#push('data', kept, from, from + kept.length)
  }

  #root(): void {
    const { text } = this
    for (;;) {
      const from = this.#at
      let open = text.indexOf('{', from)
      let kind = ''
      for (; open >= 0; open = text.indexOf('{', open + 1)) {
        kind = text[open + 1] ?? ''
        if (kind === '{' || kind === '%' || kind === '#') break
      }
      if (open < 0) {
        this.#data(from, text.length, '')
        return
      }
      const next = text[open + 2]
      const sign = next === '-' || next === '+' ? next : ''
      this.#data(from, open, sign)
      const raw = kind === '%' ? matchAt(RAW_BEGIN, text, open) : undefined
      this.#at = open + (raw ? raw.length : 2 + sign.length)
      if (raw) this.#raw(open)
      else if (kind === '#') this.#comment(open)
      else this.#tag(open, kind === '%')
    }
  }

  #raw(open: number): void {
    RAW_END.lastIndex = this.#at
    const end = RAW_END.exec(this.text)
    if (!end) {
      if (this.#at === this.text.length) return
      throw new LexError('Missing end of raw directive', open, this.#at)
    }
    this.#data(this.#at, end.index, end[1]!)
    this.#at = end.index + end[0].length
  }

  #comment(open: number): void {
    COMMENT_END.lastIndex = this.#at
    const end = COMMENT_END.exec(this.text)
    if (!end) {
      // A comment that opens at the very end of the text is let through, as Jinja2's rules have it.
      if (this.#at >= this.text.length) return
      throw new LexError('Missing end of comment tag', open, this.#at)
    }
    this.#at = end.index + end[0].length
  }

  /** The tokens of a `{% %}` or `{{ }}`. */
  #tag(open: number, block: boolean): void {
    const { text } = this
    this.#push(block ? 'block_begin' : 'variable_begin', '', open, this.#at)
    const endPattern = block ? BLOCK_END : VARIABLE_END
    const balance: string[] = []
    for (;;) {
      const at = this.#at
      if (at >= text.length) return
      if (balance.length === 0) {
        const end = matchAt(endPattern, text, at)
        if (end) {
          this.#at = at + end.length
          // The whitespace that a minus strips is no part of the tag.
          this.#push(block ? 'block_end' : 'variable_end', '', at, at + stripEnd(end).length)
          return
        }
      }
      const found = this.#token(at, balance)
      if (found === 0) {
        const char = String.fromCodePoint(text.codePointAt(at)!)
        throw new LexError(`unexpected char ${char === "'" ? `"'"` : `'${char}'`} at ${at}`, at, at + 1)
      }
      this.#at = at + found
    }
  }

  /** Reads one token and answers its length; 0 where there is none. */
  #token(at: number, balance: string[]): number {
    const { text } = this
    const code = text.charCodeAt(at)
    const spaces = code <= 0x20 || code > 0x7f ? matchAt(SPACES, text, at) : undefined
    if (spaces) return spaces.length
    if (code >= 0x30 && code <= 0x39) {
      const float = matchAt(FLOAT, text, at)
      if (float) {
        const value = new Float(Number(float.replaceAll('_', '')))
        this.#push('float', float, at, at + float.length, value)
        return float.length
      }
      const digits = matchAt(INTEGER, text, at)!
      this.#push('integer', digits, at, at + digits.length, integer(digits))
      return digits.length
    }
    const name = this.#name(at)
    if (name) {
      this.#push('name', name, at, at + name.length)
      return name.length
    }
    if (code === 0x27 || code === 0x22) {
      const string = matchAt(STRING, text, at)
      if (string === undefined) return 0
      let value: string
      try {
        value = unescapeString(string.slice(1, -1))
      } catch (error) {
        throw new LexError((error as Error).message, at, at + string.length)
      }
      this.#push('string', string, at, at + string.length, value)
      return string.length
    }
    const operator = matchAt(OPERATOR, text, at)
    if (operator === undefined) return 0
    this.#balance(operator, balance, at)
    this.#push('operator', operator, at, at + operator.length)
    return operator.length
  }

  #name(at: number): string | undefined {
    const ascii = matchAt(ASCII_NAME, this.text, at)
    const next = this.text.charCodeAt(at + (ascii?.length ?? 0))
    if (!(next > 0x7f)) return ascii
    const name = matchAt(NAME, this.text, at)
    if (name && !IDENTIFIER.test(name)) {
      throw new LexError('Invalid character in identifier', at, at + name.length)
    }
    return name
  }

  #balance(operator: string, balance: string[], at: number): void {
    const closing = CLOSING[operator]
    if (closing) balance.push(closing)
    else if (operator === ')' || operator === ']' || operator === '}') {
      const expected = balance.pop()
      if (expected === undefined) throw new LexError(`unexpected '${operator}'`, at, at + 1)
      if (expected !== operator) {
        throw new LexError(`unexpected '${operator}', expected '${expected}'`, at, at + 1)
      }
    }
  }
}

class LexError extends Error {
  constructor(
    message: string,
    readonly start: number,
    readonly end: number,
  ) {
    super(message)
  }
}

/** A syntax error with its place. */
export function syntaxError(message: string, source: SourceText, start: number, end: number): JinjaError {
  return new JinjaError('syntax', message).at(source.file, source.span(start, end))
}
