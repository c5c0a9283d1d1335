import { createContext, Script } from 'node:vm'
import { TdbtError } from '@tdbt/adapter-api'
import { callValue, Dict, HostObject, LazyIterator, repr, str, Tuple, type Value } from '@tdbt/jinja'
import { templateFunction } from '../template-function.js'
import type { Parameter } from './members.js'
import { Match } from './python-match.js'
import { type Translated, translateRegex } from './regex-syntax.js'

/** Python's flags and their letters. */
const flagLetters: readonly (readonly [readonly string[], number, string])[] = [
  [['IGNORECASE', 'I'], 2, 'i'],
  [['LOCALE', 'L'], 4, 'L'],
  [['MULTILINE', 'M'], 8, 'm'],
  [['DOTALL', 'S'], 16, 's'],
  [['UNICODE', 'U'], 32, 'u'],
  [['VERBOSE', 'X'], 64, 'x'],
  [['ASCII', 'A'], 256, 'a'],
]

type Anchor = 'match' | 'search' | 'fullmatch'
type Body = (pattern: Pattern, args: readonly Value[]) => Value

const range: readonly Parameter[] = [
  { name: 'pos', default: 0 },
  { name: 'endpos', default: null },
]
const limit = (name: string): Parameter => ({ name, default: 0 })

/** Functions of `modules.re` that take a pattern first, and methods of a compiled one without it. */
const functions: ReadonlyMap<string, readonly [readonly Parameter[], Body, searches: boolean]> = new Map<
  string,
  readonly [readonly Parameter[], Body, boolean]
>([
  ['match', [['string'], (pattern, args) => pattern.find('match', args), true]],
  ['search', [['string'], (pattern, args) => pattern.find('search', args), true]],
  ['fullmatch', [['string'], (pattern, args) => pattern.find('fullmatch', args), true]],
  ['findall', [['string'], (pattern, args) => pattern.matches(args).map((match) => match.found()), true]],
  [
    'finditer',
    [['string'], (pattern, args) => new LazyIterator(pattern.matches(args), 'callable_iterator'), true],
  ],
  ['split', [['string', limit('maxsplit')], (pattern, args) => pattern.split(args), false]],
  ['sub', [['repl', 'string', limit('count')], (pattern, args) => pattern.substitute(args).text, false]],
  [
    'subn',
    [
      ['repl', 'string', limit('count')],
      (pattern, args) => {
        const { text, count } = pattern.substitute(args)
        return new Tuple([text, count])
      },
      false,
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
    if (name === 'purge') return templateFunction('purge', [], () => null)
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

/** How long one search may take: some expressions try more ways than there is time. */
const patience = 2000
const inTime = new Script('run()')

/** Runs a search that ends when its time is over. Throws a TdbtError then. */
function timed<T>(pattern: string, search: () => T): T {
  let result: T | undefined
  const run = () => {
    result = search()
  }
  try {
    inTime.runInContext(createContext({ run }), { timeout: patience })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'))
      throw cause
    throw new TdbtError('bad-argument', `the regular expression '${pattern}' does not end on this text`, {
      cause,
      hint: 'It tries too many ways: a repetition stands within another one.',
    })
  }
  return result as T
}

/** Whether a pattern may take very long: something repeated that repeats or chooses itself. */
const mayBeSlow = /[*+}?|].*\)[*+{]|[*+].*[*+].*[*+]|\\[1-9]/s

export class Pattern extends HostObject {
  private readonly translated: Translated

  constructor(
    readonly pattern: string,
    private readonly flags: number,
  ) {
    super()
    const letters = flagLetters.filter(([, bit]) => (flags & bit) !== 0).map(([, , letter]) => letter)
    try {
      this.translated = translateRegex(pattern, letters.join(''))
      // Only the first use tells of one that is too large.
      new RegExp(this.translated.source, `${this.translated.flags}u`).test('')
    } catch (error) {
      throw new TdbtError('bad-argument', `not a regular expression: '${pattern}'`, { cause: error })
    }
  }

  override typeName(): string {
    return 're.Pattern'
  }

  override attr(name: string): Value | undefined {
    switch (name) {
      case 'pattern':
        return this.pattern
      case 'groups':
        return this.translated.groups
      case 'groupindex':
        return Dict.of(this.translated.names)
      case 'flags':
        return this.flags | 32
    }
    const known = functions.get(name)
    if (!known) return undefined
    const [parameters, body, searches] = known
    return templateFunction(name, searches ? [...parameters, ...range] : parameters, (args) =>
      body(this, args),
    )
  }

  override repr(): string {
    const flags = flagLetters.filter(([, bit]) => (this.flags & bit) !== 0).map(([[name]]) => `re.${name}`)
    return `re.compile(${[repr(this.pattern), ...(flags.length > 0 ? [flags.join('|')] : [])].join(', ')})`
  }

  private expression(source: string, more: string): RegExp {
    return new RegExp(source, `${this.translated.flags}ud${more}`)
  }

  /** Runs a search, with an eye on the clock where it may be needed. */
  private run<T>(search: () => T): T {
    return mayBeSlow.test(this.pattern) ? timed(this.pattern, search) : search()
  }

  find(anchor: Anchor, [text, from, to]: readonly Value[]): Value {
    const { whole, start } = bounded(text, from, to)
    const { source, names } = this.translated
    const expression = this.expression(
      anchor === 'fullmatch' ? `(?:${source})(?![^])` : source,
      anchor === 'search' ? 'g' : 'y',
    )
    expression.lastIndex = start
    const match = this.run(() => expression.exec(whole))
    return match ? new Match(match, this, names, start) : null
  }

  matches([text, from, to]: readonly Value[]): readonly Match[] {
    const { whole, start } = bounded(text, from, to)
    const expression = this.expression(this.translated.source, 'g')
    expression.lastIndex = start
    const found = this.run(() => [...whole.matchAll(expression)])
    return found.map((match) => new Match(match as RegExpExecArray, this, this.translated.names, start))
  }

  split([text, most]: readonly Value[]): Value {
    const whole = str(text as Value)
    const count = Number(most) || Number.POSITIVE_INFINITY
    const parts: Value[] = []
    let from = 0
    for (const { match } of this.matches([whole]).slice(0, count)) {
      parts.push(whole.slice(from, match.index), ...match.slice(1).map((group) => group ?? null))
      from = match.index + match[0].length
    }
    return [...parts, whole.slice(from)]
  }

  substitute([replacement, text, most]: readonly Value[]): { readonly text: string; readonly count: number } {
    const whole = str(text as Value)
    const found = this.matches([whole]).slice(0, Number(most) || Number.POSITIVE_INFINITY)
    let from = 0
    let replaced = ''
    for (const each of found) {
      const by =
        typeof replacement === 'string' ? each.expand(replacement) : str(callNow(replacement as Value, each))
      replaced += whole.slice(from, each.match.index) + by
      from = each.match.index + each.match[0].length
    }
    return { text: replaced + whole.slice(from), count: found.length }
  }
}

/** The text up to `endpos`, and where to begin. */
function bounded(text: Value | undefined, from: Value | undefined, to: Value | undefined) {
  const whole = str(text as Value)
  const end = to === null || to === undefined ? whole.length : Math.max(0, Number(to))
  return { whole: whole.slice(0, end), start: Math.max(0, Number(from ?? 0)) }
}

function callNow(replacement: Value, match: Match): Value {
  const value = callValue(replacement, [match])
  if (value instanceof Promise) throw new TdbtError('query-not-possible', "re.sub can't wait for a query")
  return value
}
