import { unescapeString } from '../parse/string-literal.js'
import { asInt, int } from './numbers.js'
import { PythonSet } from './set.js'
import { Dict, Float, Tuple, type Value } from './value.js'

const TOKEN =
  /[ \t\f]*(?:(?<number>(?:\d(?:_?\d)*)?\.\d(?:_?\d)*(?:[eE][+-]?\d+)?|\d(?:_?\d)*\.?(?:[eE][+-]?\d+)|\d(?:_?\d)*\.|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d(?:_?\d)*)|(?<name>[A-Za-z_]\w*)|(?<string>'''(?:[^\\]|\\.)*?'''|"""(?:[^\\]|\\.)*?"""|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")|(?<mark>[[\](){},:+-]))/sy

/** The value of a text that is a literal of Python (`ast.literal_eval`); undefined where it is none. */
export function parseLiteral(text: string): Value | undefined {
  try {
    // What doesn't begin or end on the line itself is no expression to Python.
    if (/^[ \t]/.test(text)) return undefined
    return new LiteralParser(text).parse()
  } catch (error) {
    if (error instanceof NoLiteral) return undefined
    throw error
  }
}

class NoLiteral extends Error {}

interface Token {
  readonly type: 'number' | 'name' | 'string' | 'mark' | 'end'
  readonly text: string
}

class LiteralParser {
  readonly #tokens: Token[] = []
  #index = 0

  constructor(text: string) {
    let at = 0
    let depth = 0
    const end = text.trimEnd().length
    const skip = () => {
      // Within brackets an expression may go over several lines.
      while (depth > 0 && at < end && /\s/.test(text[at]!)) at++
    }
    for (skip(); at < end; skip()) {
      TOKEN.lastIndex = at
      const match = TOKEN.exec(text)
      const groups = match?.groups
      if (!match || !groups) throw new NoLiteral()
      at = TOKEN.lastIndex
      const type = (['number', 'name', 'string', 'mark'] as const).find((name) => groups[name] !== undefined)!
      const found = groups[type]!
      if (type === 'mark' && '([{'.includes(found)) depth++
      if (type === 'mark' && ')]}'.includes(found)) depth--
      this.#tokens.push({ type, text: found })
    }
    this.#tokens.push({ type: 'end', text: '' })
  }

  get #current(): Token {
    return this.#tokens[this.#index]!
  }

  #next(): Token {
    return this.#tokens[this.#index++]!
  }

  #skip(mark: string): boolean {
    if (this.#current.type !== 'mark' || this.#current.text !== mark) return false
    this.#index++
    return true
  }

  #isMark(mark: string): boolean {
    return this.#current.type === 'mark' && this.#current.text === mark
  }

  parse(): Value {
    const value = this.#tuple(() => this.#current.type === 'end')
    if (this.#current.type !== 'end') throw new NoLiteral()
    return value
  }

  #tuple(isEnd: () => boolean): Value {
    const first = this.#value()
    if (!this.#isMark(',')) return first
    const items = [first]
    while (this.#skip(',')) {
      if (isEnd()) break
      items.push(this.#value())
    }
    return new Tuple(items)
  }

  #value(): Value {
    if (this.#skip('-')) return this.#signed(-1)
    if (this.#skip('+')) return this.#signed(1)
    const token = this.#next()
    switch (token.type) {
      case 'number':
        return number(token.text)
      case 'string':
        return this.#string(token.text)
      case 'name':
        if (token.text === 'True') return true
        if (token.text === 'False') return false
        if (token.text === 'None') return null
        if (token.text === 'set' && this.#skip('(') && this.#skip(')')) return new PythonSet()
        throw new NoLiteral()
      case 'mark':
        if (token.text === '(') return this.#parentheses()
        if (token.text === '[') return this.#items(']')
        if (token.text === '{') return this.#braces()
    }
    throw new NoLiteral()
  }

  #signed(sign: 1 | -1): Value {
    if (this.#current.type !== 'number') throw new NoLiteral()
    const value = this.#value()
    if (value instanceof Float) return new Float(sign * value.value)
    const found = asInt(value)
    if (found === undefined) throw new NoLiteral()
    return sign === 1 ? found : int(-found)
  }

  #string(first: string): Value {
    let value = literalText(first)
    while (this.#current.type === 'string') value += literalText(this.#next().text)
    return value
  }

  #parentheses(): Value {
    if (this.#skip(')')) return new Tuple([])
    const value = this.#tuple(() => this.#isMark(')'))
    if (!this.#skip(')')) throw new NoLiteral()
    return value
  }

  #items(close: string): Value[] {
    const items: Value[] = []
    while (!this.#skip(close)) {
      if (items.length > 0) {
        if (!this.#skip(',')) throw new NoLiteral()
        if (this.#skip(close)) break
      }
      items.push(this.#value())
    }
    return items
  }

  #braces(): Value {
    if (this.#skip('}')) return new Dict()
    const first = this.#value()
    try {
      if (!this.#skip(':')) {
        const rest = this.#skip(',') ? this.#items('}') : this.#skip('}') ? [] : undefined
        if (!rest) throw new NoLiteral()
        return new PythonSet([first, ...rest])
      }
      const dict = new Dict().set(first, this.#value())
      while (!this.#skip('}')) {
        if (!this.#skip(',')) throw new NoLiteral()
        if (this.#skip('}')) break
        const key = this.#value()
        if (!this.#skip(':')) throw new NoLiteral()
        dict.set(key, this.#value())
      }
      return dict
    } catch {
      // An unhashable key makes it no literal, like any other mistake.
      throw new NoLiteral()
    }
  }
}

function number(text: string): Value {
  const digits = text.replaceAll('_', '')
  if (/^0[xob]/i.test(digits)) return int(BigInt(digits))
  if (/[.eE]/.test(digits)) return new Float(Number(digits))
  // Python 3 has no octal numbers with a plain zero in front.
  if (/^0+[1-9]/.test(digits)) throw new NoLiteral()
  return int(BigInt(digits))
}

function literalText(token: string): string {
  const quotes = /^('''|""")/.test(token) ? 3 : 1
  try {
    return unescapeString(token.slice(quotes, -quotes))
  } catch {
    throw new NoLiteral()
  }
}
