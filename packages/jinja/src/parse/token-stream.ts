import type { JinjaError } from '../errors.js'
import { describeToken, describeType, syntaxError, type Token, type TokenType, tokenize } from './lexer.js'
import type { SourceText } from './source-text.js'

/** The tokens of a template with one of them current. */
export class TokenStream {
  readonly #tokens: readonly Token[]
  #index = 0
  current: Token

  constructor(readonly source: SourceText) {
    this.#tokens = tokenize(source)
    this.current = this.#checked(0)
  }

  #checked(index: number): Token {
    const token = this.#tokens[index] ?? this.#tokens[this.#tokens.length - 1]!
    if (token.type === 'error') throw syntaxError(token.text, this.source, token.start, token.end)
    return token
  }

  /** The end of the token before the current one. */
  get lastEnd(): number {
    return this.#index === 0 ? 0 : this.#tokens[this.#index - 1]!.end
  }

  look(): Token {
    return this.#checked(this.#index + 1)
  }

  /** Goes on by one token and answers the one that was current. */
  next(): Token {
    const token = this.current
    if (token.type !== 'eof') this.current = this.#checked(++this.#index)
    return token
  }

  isName(name: string): boolean {
    return this.current.type === 'name' && this.current.text === name
  }

  isOperator(operator: string): boolean {
    return this.current.type === 'operator' && this.current.text === operator
  }

  skipName(name: string): boolean {
    if (!this.isName(name)) return false
    this.next()
    return true
  }

  skipOperator(operator: string): boolean {
    if (!this.isOperator(operator)) return false
    this.next()
    return true
  }

  expect(type: TokenType): Token {
    return this.current.type === type ? this.next() : this.#unexpected(describeType(type))
  }

  expectOperator(operator: string): Token {
    return this.isOperator(operator) ? this.next() : this.#unexpected(operator)
  }

  expectName(name: string): Token {
    return this.isName(name) ? this.next() : this.#unexpected(name)
  }

  #unexpected(wanted: string): never {
    if (this.current.type === 'eof') throw this.error(`unexpected end of template, expected '${wanted}'.`)
    throw this.error(`expected token '${wanted}', got '${describeToken(this.current)}'`)
  }

  /** A syntax error at `token`, the current one by default. The end of the file stands at its last token. */
  error(message: string, token: { start: number; end: number } = this.current): JinjaError {
    const last = this.#tokens[this.#tokens.length - 2]
    const at = token === this.current && this.current.type === 'eof' && last ? last : token
    return syntaxError(message, this.source, at.start, at.end)
  }
}
