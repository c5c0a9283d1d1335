import { JinjaError, typeError, valueError } from '../errors.js'
import { codePointLength, isPlain, isSpace } from '../python-text.js'
import { iterate } from '../values/iterate.js'
import { asIndex } from '../values/numbers.js'
import { getSlice } from '../values/slice.js'
import { truthy } from '../values/truth.js'
import { asText, Dict, Tuple, typeName, type Value } from '../values/value.js'
import { capitalize, swapCase, titleCase } from './case.js'
import { type Method, type MethodTable, positional, text, withParameters } from './method.js'
import { partition, replace, rsplit, split, splitLines, strip } from './string-parts.js'

function integer(value: Value): number {
  const found = asIndex(value)
  if (found === undefined) {
    throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
  }
  return found
}

const optional = (name: string, value: Value = null) => ({ name, default: value })

/** An int that Python keeps in a machine word. */
export function sized(value: Value): number {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) !== value) {
    throw new JinjaError('overflow', 'Python int too large to convert to C ssize_t')
  }
  return integer(value)
}

/** Text between optional bounds, and where it starts, in code points. */
function bounded(self: string, from: Value, to: Value): { part: string; offset: number } | undefined {
  const length = codePointLength(self)
  const start = from === null ? 0 : integer(from)
  const offset = start < 0 ? Math.max(0, start + length) : start
  const part = getSlice(self, from, to, null) as string
  return offset > length ? undefined : { part, offset }
}

function find(self: string, wanted: Value, from: Value, to: Value, fromEnd: boolean): number {
  const needle = text(wanted)
  const found = bounded(self, from, to)
  if (!found) return -1
  const { part, offset } = found
  if (needle.length > part.length) return -1
  const at = fromEnd ? part.lastIndexOf(needle) : part.indexOf(needle)
  return at < 0 ? -1 : offset + codePointLength(part.slice(0, at))
}

const finder = (fromEnd: boolean, mustExist: boolean): Method<string> =>
  positional(1, 3, (self, wanted, from = null, to = null) => {
    const at = find(self, wanted!, from, to, fromEnd)
    if (at < 0 && mustExist) throw valueError('substring not found')
    return at
  })

const affix = (name: 'startsWith' | 'endsWith'): Method<string> =>
  positional(1, 3, (self, wanted, from = null, to = null) => {
    const found = bounded(self, from, to)
    const affixes = wanted instanceof Tuple ? wanted.items : [wanted!]
    const all = affixes.map((item) => {
      const part = asText(item)
      if (part === undefined) {
        const method = name.toLowerCase()
        throw typeError(`${method} first arg must be str or a tuple of str, not ${typeName(item)}`)
      }
      return part
    })
    return found !== undefined && all.some((item) => found.part[name](item))
  })

const stripper = (left: boolean, right: boolean): Method<string> =>
  positional(0, 1, (self, chars = null) =>
    strip(self, chars === null ? undefined : text(chars, 'strip arg'), left, right),
  )

const justify = (place: (space: number, width: number) => [number, number]): Method<string> =>
  positional(1, 2, (self, width, fill = ' ') => {
    const wanted = integer(width!)
    const char = text(fill, 'The fill character')
    if (codePointLength(char) !== 1) throw typeError('The fill character must be exactly one character long')
    const space = wanted - codePointLength(self)
    if (space <= 0) return self
    if (space > 50_000_000) throw new JinjaError('overflow', 'the padded text is too big')
    const [left, right] = place(space, wanted)
    return char.repeat(left) + self + char.repeat(right)
  })

/** Python puts the odd space of a centred text left or right depending on the width. */
export function centerPadding(space: number, width: number): [number, number] {
  const left = Math.floor(space / 2) + (space & width & 1)
  return [left, space - left]
}

const every = (pattern: RegExp, whenEmpty = false): Method<string> =>
  positional(0, 0, (self) => (self === '' ? whenEmpty : pattern.test(self)))

/** Digits that are no decimals, such as ² and ①, are digits to Python too. */
const DIGITS =
  /^[\p{Nd}\xb2\xb3\xb9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792\u{10a40}-\u{10a43}\u{10e60}-\u{10e68}\u{11052}-\u{1105a}\u{1f100}-\u{1f10a}]+$/u

/** Letters that are numbers to Python. */
const HAN_NUMBERS =
  '㐅㒃㠪㭍一七万三九二五亖亿什仟仨伍佰億兆兩八六十千卄卅卌叁参參叄四壱壹幺廾廿弌弍弎弐拾捌柒漆玖百肆萬貮貳贰阡陆陌陸零' +
  '參拾兩零六陸什𠀁𠁤𠃢𠄡𠤪𠦃𠦌𠦜𠫪𠫽𠬙𢎐𢦘𣬛𦉭廾'

const CASED = /\p{Lu}|\p{Ll}|\p{Lt}/u

function limit(value: Value): number {
  const count = sized(value)
  return count < 0 ? Number.POSITIVE_INFINITY : count
}

function separator(value: Value): string | undefined {
  if (value === null) return undefined
  const found = text(value, 'must be str or None, separator')
  if (found === '') throw valueError('empty separator')
  return found
}

function translate(self: string, table: Value): string {
  if (!(table instanceof Dict)) throw typeError(`'${typeName(table)}' object is not subscriptable`)
  let result = ''
  for (const char of self) {
    const found = table.get(char.codePointAt(0)!)
    if (found === undefined) result += char
    else if (typeof found === 'string') result += found
    else if (found !== null) result += String.fromCodePoint(integer(found))
  }
  return result
}

/** The table that `translate` takes: of a dict, or of two texts of the same length and one to leave out. */
function makeTranslation(from: Value, to: Value | undefined, dropped: Value | undefined): Dict {
  if (to === undefined) {
    if (!(from instanceof Dict))
      throw typeError('if you give only one argument to maketrans it must be a dict')
    return Dict.of(
      Array.from(from.entries(), ([key, value]) => {
        const char = asText(key)
        if (char === undefined) return [key, value] as const
        if (codePointLength(char) !== 1)
          throw valueError('string keys in translate table must be of length 1')
        return [char.codePointAt(0)!, value] as const
      }),
    )
  }
  const [left, right] = [[...text(from)], [...text(to)]]
  if (left.length !== right.length) {
    throw valueError('the first two maketrans arguments must have equal length')
  }
  const table = Dict.of(left.map((char, i) => [char.codePointAt(0)!, right[i]!.codePointAt(0)!] as const))
  for (const char of dropped === undefined ? '' : text(dropped)) table.set(char.codePointAt(0)!, null)
  return table
}

/** The methods of Python's str, but for `format`, which needs the sandbox. */
export const STRING_METHODS: MethodTable<string> = new Map<string, Method<string>>([
  ['upper', positional(0, 0, (self) => self.toUpperCase())],
  ['lower', positional(0, 0, (self) => self.toLowerCase())],
  ['casefold', positional(0, 0, (self) => self.toLowerCase().replaceAll('ß', 'ss'))],
  ['capitalize', positional(0, 0, capitalize)],
  ['title', positional(0, 0, titleCase)],
  ['swapcase', positional(0, 0, swapCase)],
  ['strip', stripper(true, true)],
  ['lstrip', stripper(true, false)],
  ['rstrip', stripper(false, true)],
  [
    'split',
    withParameters([optional('sep'), optional('maxsplit', -1)], (self, sep, count) =>
      split(self, separator(sep!), limit(count!)),
    ),
  ],
  [
    'rsplit',
    withParameters([optional('sep'), optional('maxsplit', -1)], (self, sep, count) =>
      rsplit(self, separator(sep!), limit(count!)),
    ),
  ],
  [
    'splitlines',
    withParameters([optional('keepends', false)], (self, keep) => splitLines(self, truthy(keep!))),
  ],
  ['partition', positional(1, 1, (self, sep) => partition(self, text(sep!), false))],
  ['rpartition', positional(1, 1, (self, sep) => partition(self, text(sep!), true))],
  [
    'replace',
    positional(2, 3, (self, from, to, count = -1) =>
      replace(self, text(from!, 'replace() argument 1'), text(to!, 'replace() argument 2'), limit(count)),
    ),
  ],
  [
    'join',
    positional(1, 1, (self, items) => {
      const parts: string[] = []
      for (const item of iterate(items!)) {
        const part = asText(item)
        if (part === undefined) {
          throw typeError(`sequence item ${parts.length}: expected str instance, ${typeName(item)} found`)
        }
        parts.push(part)
      }
      return parts.join(self)
    }),
  ],
  ['startswith', affix('startsWith')],
  ['endswith', affix('endsWith')],
  ['find', finder(false, false)],
  ['rfind', finder(true, false)],
  ['index', finder(false, true)],
  ['rindex', finder(true, true)],
  [
    'count',
    positional(1, 3, (self, wanted, from = null, to = null) => {
      const needle = text(wanted!)
      const part = bounded(self, from, to)?.part
      if (part === undefined) return 0
      return needle === '' ? codePointLength(part) + 1 : part.split(needle).length - 1
    }),
  ],
  ['ljust', justify((space) => [0, space])],
  ['rjust', justify((space) => [space, 0])],
  ['center', justify(centerPadding)],
  [
    'zfill',
    positional(1, 1, (self, width) => {
      const space = integer(width!) - codePointLength(self)
      if (space <= 0) return self
      const sign = /^[+-]/.test(self) ? self[0]! : ''
      return sign + '0'.repeat(space) + self.slice(sign.length)
    }),
  ],
  [
    'removeprefix',
    positional(1, 1, (self, prefix) =>
      self.startsWith(text(prefix!)) ? self.slice((prefix as string).length) : self,
    ),
  ],
  [
    'removesuffix',
    positional(1, 1, (self, suffix) =>
      suffix !== '' && self.endsWith(text(suffix!)) ? self.slice(0, -(suffix as string).length) : self,
    ),
  ],
  [
    'expandtabs',
    withParameters([optional('tabsize', 8)], (self, size) => {
      const width = integer(size!)
      let column = 0
      let result = ''
      for (const char of self) {
        if (char === '\t') {
          const spaces = width > 0 ? width - (column % width) : 0
          result += ' '.repeat(spaces)
          column += spaces
        } else {
          result += char
          column = char === '\n' || char === '\r' ? 0 : column + 1
        }
      }
      return result
    }),
  ],
  ['translate', positional(1, 1, (self, table) => translate(self, table!))],
  ['maketrans', positional(1, 3, (_self, from, to, dropped) => makeTranslation(from!, to, dropped))],
  ['isalpha', every(/^\p{L}+$/u)],
  ['isdigit', every(DIGITS)],
  ['isdecimal', every(/^\p{Nd}+$/u)],
  ['isnumeric', every(new RegExp(`^[\\p{N}${HAN_NUMBERS}]+$`, 'u'))],
  ['isalnum', every(/^[\p{L}\p{N}]+$/u)],
  ['isidentifier', every(/^[\p{XID_Start}_]\p{XID_Continue}*$/u)],
  ['isprintable', every(/^(?: |[^\p{C}\p{Z}])*$/u, true)],
  ['isascii', positional(0, 0, (self) => isPlain(self) && [...self].every((char) => char <= '\x7f'))],
  ['isspace', positional(0, 0, (self) => self !== '' && [...self].every((c) => isSpace(c.charCodeAt(0))))],
  ['islower', positional(0, 0, isLower)],
  ['isupper', positional(0, 0, isUpper)],
  ['istitle', positional(0, 0, (self) => CASED.test(self) && titleCase(self) === self)],
])

export function isLower(self: string): boolean {
  return CASED.test(self) && !/\p{Lu}|\p{Lt}/u.test(self)
}

export function isUpper(self: string): boolean {
  return CASED.test(self) && !/\p{Ll}|\p{Lt}/u.test(self)
}
