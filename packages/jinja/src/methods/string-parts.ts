import { valueError } from '../errors.js'
import { isSpace, LINE_ENDS } from '../python-text.js'
import { Tuple, type Value } from '../values/value.js'

export function strip(text: string, chars: string | undefined, left: boolean, right: boolean): string {
  if (chars === undefined) {
    let start = 0
    let end = text.length
    if (left) while (start < end && isSpace(text.charCodeAt(start))) start++
    if (right) while (end > start && isSpace(text.charCodeAt(end - 1))) end--
    return text.slice(start, end)
  }
  const all = [...text]
  const set = new Set(chars)
  let start = 0
  let end = all.length
  if (left) while (start < end && set.has(all[start]!)) start++
  if (right) while (end > start && set.has(all[end - 1]!)) end--
  return all.slice(start, end).join('')
}

/** Python's `split`: without a separator at runs of whitespace, empty parts left out. */
export function split(text: string, separator: string | undefined, limit: number): Value[] {
  const parts: Value[] = []
  if (separator !== undefined) {
    let from = 0
    for (;;) {
      const at = parts.length < limit ? text.indexOf(separator, from) : -1
      if (at < 0) return [...parts, text.slice(from)]
      parts.push(text.slice(from, at))
      from = at + separator.length
    }
  }
  let i = 0
  while (i < text.length) {
    while (i < text.length && isSpace(text.charCodeAt(i))) i++
    if (i >= text.length) break
    if (parts.length >= limit) {
      parts.push(strip(text.slice(i), undefined, false, true))
      break
    }
    const start = i
    while (i < text.length && !isSpace(text.charCodeAt(i))) i++
    parts.push(text.slice(start, i))
  }
  return parts
}

export function rsplit(text: string, separator: string | undefined, limit: number): Value[] {
  if (limit === Number.POSITIVE_INFINITY) return split(text, separator, limit)
  const parts: Value[] = []
  if (separator !== undefined) {
    let end = text.length
    for (;;) {
      const at =
        parts.length < limit && end >= separator.length
          ? text.lastIndexOf(separator, end - separator.length)
          : -1
      if (at < 0) return [text.slice(0, end), ...parts]
      parts.unshift(text.slice(at + separator.length, end))
      end = at
    }
  }
  let end = text.length
  while (end > 0) {
    while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
    if (end === 0) break
    if (parts.length >= limit) {
      parts.unshift(strip(text.slice(0, end), undefined, true, false))
      break
    }
    let start = end
    while (start > 0 && !isSpace(text.charCodeAt(start - 1))) start--
    parts.unshift(text.slice(start, end))
    end = start
  }
  return parts
}

const LINE_END = new RegExp(`\\r\\n|[${LINE_ENDS}]`, 'g')

export function splitLines(text: string, keepEnds = false): string[] {
  const lines: string[] = []
  let from = 0
  for (const match of text.matchAll(LINE_END)) {
    const end = match.index + match[0].length
    lines.push(text.slice(from, keepEnds ? end : match.index))
    from = end
  }
  if (from < text.length) lines.push(text.slice(from))
  return lines
}

export function partition(text: string, separator: string, fromEnd: boolean): Tuple {
  if (separator === '') throw valueError('empty separator')
  const at = fromEnd ? text.lastIndexOf(separator) : text.indexOf(separator)
  if (at < 0) return new Tuple(fromEnd ? ['', '', text] : [text, '', ''])
  return new Tuple([text.slice(0, at), separator, text.slice(at + separator.length)])
}

/** Python's `replace`: an empty text stands before each character and at the end. */
export function replace(text: string, from: string, to: string, limit: number): string {
  if (limit === Number.POSITIVE_INFINITY && from !== '') return text.replaceAll(from, () => to)
  if (from === '') {
    let result = ''
    let count = 0
    for (const char of text) result += (count++ < limit ? to : '') + char
    return count < limit ? result + to : result
  }
  const parts = split(text, from, limit)
  return parts.join(to)
}
