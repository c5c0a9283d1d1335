import { Dict, Float, fromJs, type Value } from '@tdbt/jinja'

const token =
  /[ \t\n\r]*(?:(-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?)|("(?:[^"\\]|\\.)*")|(true|false|null|NaN|-?Infinity)|([[\]{},:]))/y

const words: Readonly<Record<string, Value>> = {
  true: true,
  false: false,
  null: null,
  NaN: new Float(Number.NaN),
  Infinity: new Float(Number.POSITIVE_INFINITY),
  '-Infinity': new Float(Number.NEGATIVE_INFINITY),
}

/** Reads JSON as Python does: 1.0 stays a float, a large int an int. Throws a SyntaxError for what is none. */
export function readJson(text: string): Value {
  let at = 0
  const next = (): RegExpExecArray => {
    token.lastIndex = at
    const match = token.exec(text)
    if (!match) throw new SyntaxError(`no JSON at ${at}`)
    at = token.lastIndex
    return match
  }
  const expect = (...marks: readonly string[]): string => {
    const mark = next()[6] ?? ''
    if (!marks.includes(mark)) throw new SyntaxError(`no ${marks.join(' or ')} before ${at}`)
    return mark
  }
  const isNext = (mark: string): boolean => {
    const before = at
    if (next()[6] === mark) return true
    at = before
    return false
  }
  const value = (): Value => {
    const [, number, fraction, exponent, quoted, word, mark] = next()
    if (quoted !== undefined) return JSON.parse(quoted) as string
    if (word !== undefined) return words[word] as Value
    if (number !== undefined) {
      return fraction === undefined && exponent === undefined
        ? fromJs(BigInt(number))
        : new Float(Number(number))
    }
    if (mark === '[') return list()
    if (mark === '{') return dict()
    throw new SyntaxError(`no value before ${at}`)
  }
  const list = (): Value => {
    const items: Value[] = []
    if (isNext(']')) return items
    do items.push(value())
    while (expect(',', ']') === ',')
    return items
  }
  const dict = (): Value => {
    const entries = new Dict()
    if (isNext('}')) return entries
    do {
      const key = next()[4]
      if (key === undefined) throw new SyntaxError(`no key before ${at}`)
      expect(':')
      entries.set(JSON.parse(key) as string, value())
    } while (expect(',', '}') === ',')
    return entries
  }
  const found = value()
  if (text.slice(at).trim() !== '') throw new SyntaxError('more than one value')
  return found
}
