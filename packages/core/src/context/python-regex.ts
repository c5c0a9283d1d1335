import { TdbtError } from '@tdbt/adapter-api'
import { callValue, Dict, HostObject, iterate, repr, str, Tuple, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'
import type { Parameter } from './members.js'

/** Python's flags and the letters that JavaScript has for them; VERBOSE and LOCALE have none. */
const flagLetters: readonly (readonly [readonly string[], number, string])[] = [
  [['IGNORECASE', 'I'], 2, 'i'],
  [['MULTILINE', 'M'], 8, 'm'],
  [['DOTALL', 'S'], 16, 's'],
  [['UNICODE', 'U'], 32, ''],
  [['ASCII', 'A'], 256, ''],
]

type Anchor = 'match' | 'search' | 'fullmatch'

/** Functions of `modules.re` that take a pattern first, and methods of a compiled one without it. */
const functions: ReadonlyMap<
  string,
  readonly [readonly Parameter[], (pattern: Pattern, args: readonly Value[]) => Value]
> = new Map<string, readonly [readonly Parameter[], (pattern: Pattern, args: readonly Value[]) => Value]>([
  ['match', [['string'], (pattern, [text]) => pattern.find('match', text)]],
  ['search', [['string'], (pattern, [text]) => pattern.find('search', text)]],
  ['fullmatch', [['string'], (pattern, [text]) => pattern.find('fullmatch', text)]],
  ['findall', [['string'], (pattern, [text]) => pattern.matches(text).map((match) => match.found())]],
  ['finditer', [['string'], (pattern, [text]) => [...pattern.matches(text)]]],
  [
    'split',
    [['string', { name: 'maxsplit', default: 0 }], (pattern, [text, most]) => pattern.split(text, most)],
  ],
  [
    'sub',
    [['repl', 'string', { name: 'count', default: 0 }], (pattern, args) => pattern.substitute(args).text],
  ],
  [
    'subn',
    [
      ['repl', 'string', { name: 'count', default: 0 }],
      (pattern, args) => {
        const { text, count } = pattern.substitute(args)
        return new Tuple([text, count])
      },
    ],
  ],
])

/** `modules.re`: Python's regular expressions, run by JavaScript's. */
class RegexModule extends HostObject {
  override attr(name: string): Value | undefined {
    const flag = flagLetters.find(([names]) => names.includes(name))
    if (flag) return flag[1]
    if (name === 'escape') {
      return templateFunction('escape', ['pattern'], ([text]) =>
        str(text as Value).replace(/[\s#$&()*+\-.?[\\\]^{|}~]/g, '\\$&'),
      )
    }
    if (name === 'compile') {
      return templateFunction('compile', ['pattern', noFlags], ([pattern, flags]) =>
        toPattern(pattern, flags),
      )
    }
    const known = functions.get(name)
    if (!known) return undefined
    const [parameters, body] = known
    return templateFunction(name, ['pattern', ...parameters, noFlags], (args) =>
      body(toPattern(args[0], args.at(-1)), args.slice(1, -1)),
    )
  }
}

const noFlags: Parameter = { name: 'flags', default: 0 }

export const regexModule = new RegexModule()

function toPattern(pattern: Value | undefined, flags: Value | undefined): Pattern {
  return pattern instanceof Pattern ? pattern : new Pattern(str(pattern as Value), Number(flags ?? 0))
}

class Pattern extends HostObject {
  private readonly source: string
  private readonly flags: string

  constructor(
    readonly pattern: string,
    flags: number,
  ) {
    super()
    const inline = /^\(\?([ims]+)\)/.exec(pattern)
    const letters = flagLetters.filter(([, bit]) => (flags & bit) !== 0).map(([, , letter]) => letter)
    this.flags = [...new Set([...letters.join(''), ...(inline?.[1] ?? '')])].join('')
    this.source = toJavaScript(pattern.slice(inline?.[0].length ?? 0))
    try {
      // Only the first use tells of one that is too large.
      new RegExp(this.source, this.flags).test('')
    } catch (error) {
      throw new TdbtError('bad-argument', `not a regular expression: '${pattern}'`, { cause: error })
    }
  }

  override attr(name: string): Value | undefined {
    if (name === 'pattern') return this.pattern
    const known = functions.get(name)
    return known && templateFunction(name, known[0], (args) => known[1](this, args))
  }

  override repr(): string {
    return `re.compile(${repr(this.pattern)})`
  }

  find(anchor: Anchor, text: Value | undefined): Value {
    const source = anchor === 'fullmatch' ? `(?:${this.source})$(?![\\s\\S])` : this.source
    const match = new RegExp(source, `${this.flags}${anchor === 'search' ? '' : 'y'}`).exec(
      str(text as Value),
    )
    return match ? new Match(match) : null
  }

  matches(text: Value | undefined): readonly Match[] {
    return [...str(text as Value).matchAll(new RegExp(this.source, `${this.flags}g`))].map(
      (match) => new Match(match),
    )
  }

  split(text: Value | undefined, most: Value | undefined): Value {
    const whole = str(text as Value)
    const limit = Number(most) || Number.POSITIVE_INFINITY
    const parts: Value[] = []
    let from = 0
    for (const { match } of this.matches(whole).slice(0, limit)) {
      parts.push(whole.slice(from, match.index), ...match.slice(1).map((group) => group ?? null))
      from = match.index + match[0].length
    }
    return [...parts, whole.slice(from)]
  }

  substitute([replacement, text, most]: readonly Value[]): { readonly text: string; readonly count: number } {
    const whole = str(text as Value)
    const limit = Number(most) || Number.POSITIVE_INFINITY
    const found = this.matches(whole).slice(0, limit)
    let from = 0
    let replaced = ''
    for (const each of found) {
      replaced += whole.slice(from, each.match.index) + each.replaceBy(replacement as Value)
      from = each.match.index + each.match[0].length
    }
    return { text: replaced + whole.slice(from), count: found.length }
  }
}

/** What JavaScript writes in another way: named groups, their references, the ends of the text. */
function toJavaScript(pattern: string): string {
  return pattern
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/(\\\\)|\\([AZ])/g, (_all, escaped: string | undefined, letter: string) =>
      escaped ? escaped : letter === 'A' ? '(?<![\\s\\S])' : '(?![\\s\\S])',
    )
}

class Match extends HostObject {
  constructor(readonly match: RegExpExecArray) {
    super()
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'group':
        return templateFunction('group', ['*groups'], ([groups]) => {
          const keys = groups === undefined ? [] : [...iterate(groups)]
          if (keys.length <= 1) return this.group(keys[0] ?? 0)
          return new Tuple(keys.map((key) => this.group(key)))
        })
      case 'groups':
        return templateFunction(
          'groups',
          [{ name: 'default', default: null }],
          ([fallback]) => new Tuple(this.match.slice(1).map((group) => group ?? fallback ?? null)),
        )
      case 'groupdict':
        return templateFunction('groupdict', [], () =>
          Dict.of(Object.entries(this.match.groups ?? {}).map(([key, value]) => [key, value ?? null])),
        )
      case 'start':
        return templateFunction('start', [], () => this.match.index)
      case 'end':
        return templateFunction('end', [], () => this.match.index + this.match[0].length)
      case 'span':
        return templateFunction(
          'span',
          [],
          () => new Tuple([this.match.index, this.match.index + this.match[0].length]),
        )
      default:
        return undefined
    }
  }

  override item(key: Value): Value | undefined {
    return this.group(key)
  }

  override repr(): string {
    const end = this.match.index + this.match[0].length
    return `<re.Match object; span=(${this.match.index}, ${end}), match=${repr(this.match[0])}>`
  }

  group(key: Value): Value {
    const named = typeof key === 'string'
    const groups: Readonly<Record<string, string | undefined>> = named ? (this.match.groups ?? {}) : {}
    const found = named ? Object.hasOwn(groups, key) : Number(key) < this.match.length
    if (!found) throw new TdbtError('bad-argument', 'no such group')
    return (named ? groups[key] : this.match[Number(key)]) ?? null
  }

  /** What `findall` lists: the whole match, its one group, or a tuple of its groups. */
  found(): Value {
    const groups = this.match.slice(1).map((group) => group ?? '')
    return groups.length === 0
      ? this.match[0]
      : groups.length === 1
        ? (groups[0] as Value)
        : new Tuple(groups)
  }

  replaceBy(replacement: Value): string {
    if (typeof replacement !== 'string') return str(callNow(replacement, this))
    return replacement.replace(
      /\\(?:g<(\w+)>|(\d{1,2})|([nrt\\]))/g,
      (_all, named: string | undefined, index: string | undefined, escaped: string | undefined) => {
        if (escaped !== undefined) return { n: '\n', r: '\r', t: '\t', '\\': '\\' }[escaped] ?? escaped
        const key = named ?? index ?? '0'
        return str(this.group(/^\d+$/.test(key) ? Number(key) : key) ?? '')
      },
    )
  }
}

function callNow(replacement: Value, match: Match): Value {
  const value = callValue(replacement, [match])
  if (value instanceof Promise) throw new TdbtError('query-not-possible', "re.sub can't wait for a query")
  return value
}
