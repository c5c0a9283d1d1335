import { compare } from './compare.js'
import { repr } from './text.js'
import { Dict, Tuple, typeName, type Value } from './value.js'

const WIDTH = 80

function sortedEntries(dict: Dict): [Value, Value][] {
  return [...dict.entries()].sort(([a], [b]) => {
    try {
      return compare(a, b)
    } catch {
      // pprint orders keys of different types by the names of their types.
      const [x, y] = [typeName(a), typeName(b)]
      return x < y ? -1 : x > y ? 1 : 0
    }
  })
}

/** `repr` with the keys of dicts in order, as pprint has it also on one line. */
function flat(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`
  if (value instanceof Tuple) {
    const items = value.items.map(flat)
    return items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`
  }
  if (value instanceof Dict) {
    return `{${sortedEntries(value)
      .map(([key, item]) => `${flat(key)}: ${flat(item)}`)
      .join(', ')}}`
  }
  return repr(value)
}

/** Python's `pprint.pformat`: one line where it fits into 80 columns, else an item a line. */
export function prettyPrint(value: Value): string {
  return lines(value, 0, 0)
}

/** `indent` is the column at which the value starts, `allowance` what must fit behind it. */
function lines(value: Value, indent: number, allowance: number): string {
  const line = flat(value)
  if (line.length <= WIDTH - indent - allowance) return line
  if (value instanceof Dict && value.size > 0) {
    const entries = sortedEntries(value)
    const parts = entries.map(([key, item], i) => {
      const name = flat(key)
      const isLast = i === entries.length - 1
      return `${name}: ${lines(item, indent + name.length + 3, isLast ? allowance + 1 : 1)}`
    })
    return `{${parts.join(`,\n${' '.repeat(indent + 1)}`)}}`
  }
  const isTuple = value instanceof Tuple
  const items = Array.isArray(value) ? value : isTuple ? value.items : []
  if (items.length > 0) {
    const end = isTuple && items.length === 1 ? ',)' : isTuple ? ')' : ']'
    const parts = items.map((item, i) =>
      lines(item, indent + 1, i === items.length - 1 ? allowance + end.length : 1),
    )
    return `${isTuple ? '(' : '['}${parts.join(`,\n${' '.repeat(indent + 1)}`)}${end}`
  }
  if (typeof value === 'string') return longText(value, indent, allowance)
  return line
}

/** A text over several lines: broken after newlines and between words, in parentheses at the top. */
function longText(text: string, indent: number, allowance: number): string {
  const isTop = indent === 0
  const column = isTop ? 1 : indent
  const behind = isTop ? allowance + 1 : allowance
  const parts: string[] = []
  const whole = text.match(/[^\n]*\n|[^\n]+$/g) ?? []
  whole.forEach((line, i) => {
    const isLastLine = i === whole.length - 1
    const room = WIDTH - column
    if (repr(line).length <= (isLastLine ? room - behind : room)) {
      parts.push(repr(line))
      return
    }
    let current = ''
    const words = line.match(/\S*\s*/g)!.filter((word) => word !== '')
    words.forEach((word, j) => {
      const isLast = isLastLine && j === words.length - 1
      const candidate = current + word
      if (current !== '' && repr(candidate).length > (isLast ? room - behind : room)) {
        parts.push(repr(current))
        current = word
      } else current = candidate
    })
    if (current !== '') parts.push(repr(current))
  })
  if (parts.length === 1) return parts[0]!
  const joined = parts.join(`\n${' '.repeat(column)}`)
  return isTop ? `(${joined})` : joined
}
