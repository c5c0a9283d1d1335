import { JinjaError, typeError, valueError } from '../errors.js'
import { formatPercent } from '../format/percent.js'
import { capitalize } from '../methods/case.js'
import { text as mustBeText } from '../methods/method.js'
import { centerPadding, sized } from '../methods/string-methods.js'
import { replace, splitLines, strip } from '../methods/string-parts.js'
import { codePointLength, WHITESPACE } from '../python-text.js'
import type { FilterFunction } from '../runtime.js'
import { length } from '../values/iterate.js'
import { escaped, Markup } from '../values/markup.js'
import { asIndex } from '../values/numbers.js'
import { prettyPrint } from '../values/pretty-print.js'
import { getSlice } from '../values/slice.js'
import { str } from '../values/text.js'
import { truthy } from '../values/truth.js'
import { asText, Dict, Tuple, typeName, Undefined, type Value } from '../values/value.js'
import { filter, optional } from './define.js'
import { wrap } from './word-wrap.js'

function count(value: Value): number {
  const found = asIndex(value)
  if (found === undefined) {
    throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`)
  }
  return found
}

/** What Jinja2 uses as a str without converting it. */
function plainText(value: Value, what: string): string {
  const text = asText(value)
  if (text !== undefined) return text
  if (value instanceof Undefined) {
    // Whatever is called on it gives nothing.
    if (value.kind === 'absorbing') return ''
    throw value.error()
  }
  throw new JinjaError('attribute', `'${typeName(value)}' object has no attribute '${what}'`)
}

/** A text made of a value: Markup where that is Markup. */
function like(value: Value, text: string): Value {
  return value instanceof Markup ? new Markup(text) : text
}

const WORD_START = new RegExp(`([-${WHITESPACE}({\\[<]+)`)

function title(value: string): string {
  return value
    .split(WORD_START)
    .map((part) => {
      const first = part === '' ? '' : String.fromCodePoint(part.codePointAt(0)!)
      return first.toUpperCase() + part.slice(first.length).toLowerCase()
    })
    .join('')
}

function indent(value: Value, width: Value, first: boolean, blank: boolean): Value {
  const prefix = asText(width) ?? ' '.repeat(Math.max(0, count(width)))
  const text = asText(value)
  if (text === undefined) {
    if (value instanceof Undefined) throw value.error()
    // A list takes the newline as one more item before it is asked for its lines.
    if (Array.isArray(value)) plainText(value, 'splitlines')
    throw typeError(`unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`)
  }
  const lines = splitLines(`${text}\n`)
  const rest = lines.slice(1).map((line) => (blank || line !== '' ? prefix + line : line))
  return like(value, (first ? prefix : '') + [lines[0], ...rest].join('\n'))
}

function truncate(value: Value, args: Value[]): Value {
  const [lengthArg, killWords, end, leewayArg] = args as [Value, Value, Value, Value]
  const limit = count(lengthArg)
  const leeway = leewayArg === null ? 5 : count(leewayArg)
  const ending = mustBeText(end)
  const endLength = codePointLength(ending)
  if (limit < endLength) throw new JinjaError('runtime', `expected length >= ${endLength}, got ${limit}`)
  if (leeway < 0) throw new JinjaError('runtime', `expected leeway >= 0, got ${leeway}`)
  if (length(value) <= limit + leeway) return value
  const kept = getSlice(value, null, limit - endLength, null)
  if (truthy(killWords)) return like(value, mustBeText(kept) + ending)
  const shown = plainText(kept, 'rsplit')
  const space = shown.lastIndexOf(' ')
  return like(value, (space < 0 ? shown : shown.slice(0, space)) + ending)
}

function format(value: Value, positional: readonly Value[], named: ReadonlyMap<string, Value>): Value {
  if (positional.length > 0 && named.size > 0) {
    throw new JinjaError('runtime', "can't handle positional and keyword arguments at the same time")
  }
  const values = named.size > 0 ? Dict.of(named) : new Tuple(positional)
  return value instanceof Markup
    ? new Markup(formatPercent(value.text, values, escaped))
    : formatPercent(str(value), values)
}

/** Filters that make text of text. */
export function textFilters(): [string, FilterFunction][] {
  return [
    filter('upper', [], (value) => like(value, str(value).toUpperCase())),
    filter('lower', [], (value) => like(value, str(value).toLowerCase())),
    filter('capitalize', [], (value) => like(value, capitalize(str(value)))),
    filter('title', [], (value) => title(str(value))),
    filter('trim', [optional('chars')], (value, [chars]) =>
      like(
        value,
        strip(str(value), chars === null ? undefined : mustBeText(chars!, 'strip arg'), true, true),
      ),
    ),
    filter('string', [], (value) => like(value, str(value))),
    filter('center', [optional('width', 80)], (value, [width]) => {
      const text = str(value)
      const wanted = count(width!)
      const space = wanted - codePointLength(text)
      if (space <= 0) return like(value, text)
      if (space > 50_000_000) throw new JinjaError('overflow', 'the padded text is too big')
      const [left, right] = centerPadding(space, wanted)
      return like(value, ' '.repeat(left) + text + ' '.repeat(right))
    }),
    filter('replace', ['old', 'new', optional('count')], (value, [from, to, limit]) => {
      const most = limit === null ? -1 : sized(limit!)
      return replace(str(value), str(from!), str(to!), most < 0 ? Number.POSITIVE_INFINITY : most)
    }),
    filter(
      'indent',
      [optional('width', 4), optional('first', false), optional('blank', false)],
      (value, [width, first, blank]) => indent(value, width!, truthy(first!), truthy(blank!)),
    ),
    filter(
      'truncate',
      [optional('length', 255), optional('killwords', false), optional('end', '...'), optional('leeway')],
      truncate,
    ),
    filter(
      'wordwrap',
      [
        optional('width', 79),
        optional('break_long_words', true),
        optional('wrapstring'),
        optional('break_on_hyphens', true),
      ],
      (value, [width, breakWords, wrapString, breakHyphens]) => {
        const lineEnd = wrapString === null ? '\n' : mustBeText(wrapString!)
        const columns = count(width!)
        const lines = splitLines(plainText(value, 'splitlines'))
        if (columns <= 0 && lines.length > 0) throw valueError(`invalid width ${columns} (must be > 0)`)
        return lines
          .map((line) => wrap(line, columns, truthy(breakWords!), truthy(breakHyphens!)).join(lineEnd))
          .join(lineEnd)
      },
    ),
    filter('wordcount', [], (value) => str(value).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0),
    filter('pprint', [], (value) => prettyPrint(value)),
    ['format', (value, { positional, named }) => format(value, positional, named)],
  ]
}
