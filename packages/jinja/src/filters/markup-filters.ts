import { JinjaError, typeError, valueError } from '../errors.js'
import { strip } from '../methods/string-parts.js'
import type { FilterFunction } from '../runtime.js'
import { isIterable, iterate } from '../values/iterate.js'
import { jsonText } from '../values/json.js'
import { mappingEntries } from '../values/mapping.js'
import { escaped, escapeHtml, Markup } from '../values/markup.js'
import { asIndex } from '../values/numbers.js'
import { str } from '../values/text.js'
import { truthy } from '../values/truth.js'
import { asText, Dict, typeName, Undefined, type Value } from '../values/value.js'
import { filter, optional } from './define.js'
import { unescapeHtml } from './html-entities.js'
import { urlize } from './urlize.js'

function attributes(value: Value, withSpace: boolean): string {
  const entries = mappingEntries(value)
  if (!entries) {
    if (value instanceof Undefined) {
      if (value.kind === 'absorbing') return ''
      throw value.error()
    }
    throw new JinjaError('attribute', `'${typeName(value)}' object has no attribute 'items'`)
  }
  const parts: string[] = []
  for (const [key, item] of entries) {
    if (item === null || item instanceof Undefined) continue
    const name = asText(key)
    if (name === undefined) throw typeError(`expected string or bytes-like object, got '${typeName(key)}'`)
    if (/[\t-\r />=]/.test(name)) throw valueError(`Invalid character in attribute name: '${name}'`)
    parts.push(`${escaped(key)}="${escaped(item)}"`)
  }
  const text = parts.join(' ')
  return withSpace && text !== '' ? ` ${text}` : text
}

function quoteUrl(value: Value, inQuery: boolean): string {
  let result = ''
  for (const byte of new TextEncoder().encode(str(value))) {
    const char = String.fromCharCode(byte)
    const isSafe = /[A-Za-z0-9_.~-]/.test(char) || (char === '/' && !inQuery)
    if (isSafe) result += char
    else if (char === ' ' && inQuery) result += '+'
    else result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return result
}

function urlEncode(value: Value): string {
  if (asText(value) !== undefined || !isIterable(value)) return quoteUrl(value, false)
  const pairs =
    value instanceof Dict ? [...value.entries()] : Array.from(iterate(value), (item) => [...iterate(item)])
  return pairs
    .map((pair) => {
      if (pair.length !== 2) throw valueError('not enough values to unpack (expected 2)')
      return `${quoteUrl(pair[0]!, true)}=${quoteUrl(pair[1]!, true)}`
    })
    .join('&')
}

/** A text without what stands from `begin` to `end`. A regular expression looks for an end that isn't there again and again. */
function without(text: string, begin: string, end: string): string {
  let result = ''
  let from = 0
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, from)) {
    const close = text.indexOf(end, at + begin.length)
    if (close < 0) break
    result += text.slice(from, at)
    from = close + end.length
  }
  return result + text.slice(from)
}

function stripTags(text: string): string {
  const result = without(without(text, '<!--', '-->'), '<', '>')
  return unescapeHtml(strip(result, undefined, true, true).replace(/\s+/g, ' '))
}

/** JSON that is safe inside HTML, as Jinja2's own `tojson` writes it. */
function htmlJson(value: Value, indent: Value): string {
  const spaces = indent === null ? undefined : asIndex(indent)
  if (indent !== null && spaces === undefined) throw typeError('indent must be an int')
  return jsonText(value, { sortKeys: true, indent: spaces })
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('&', '\\u0026')
    .replaceAll("'", '\\u0027')
}

/** Filters of HTML, URLs and JSON. */
export function markupFilters(): [string, FilterFunction][] {
  return [
    filter('escape', [], (value) => new Markup(escaped(value))),
    filter('e', [], (value) => new Markup(escaped(value))),
    filter('forceescape', [], (value) => new Markup(escapeHtml(str(value)))),
    filter('safe', [], (value) => new Markup(str(value))),
    filter('striptags', [], (value) => stripTags(str(value))),
    filter('urlencode', [], urlEncode),
    filter('xmlattr', [optional('autospace', true)], (value, [space]) => attributes(value, truthy(space!))),
    filter('tojson', [optional('indent')], (value, [indent]) => new Markup(htmlJson(value, indent!))),
    filter(
      'urlize',
      [
        optional('trim_url_limit'),
        optional('nofollow', false),
        optional('target'),
        optional('rel'),
        optional('extra_schemes'),
      ],
      (value, [limit, noFollow, target, rel, schemes]) =>
        urlize(escaped(value), {
          limit: limit === null ? undefined : asIndex(limit!),
          noFollow: truthy(noFollow!),
          target: target === null ? undefined : escapeHtml(str(target!)),
          rel: rel === null ? '' : str(rel!),
          schemes: schemes === null ? [] : Array.from(iterate(schemes!), str),
        }),
    ),
  ]
}
