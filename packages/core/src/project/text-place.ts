import type { Place } from '@tdbt/adapter-api'

/** A part of a text by offsets; `end` is exclusive. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** The place of a range of a file's text, given by offsets. */
export function placeAt(file: string, text: string, start: number, end: number): Place {
  const from = position(text, start)
  const to = position(text, end)
  return { file, ...from, endLine: to.line, endColumn: to.column }
}

/** `models/a.sql:3:14` */
export function showPlace(place: Place | undefined): string {
  const { file, line, column } = place ?? {}
  return [file, line, line === undefined ? undefined : column].filter((part) => part !== undefined).join(':')
}

/**
 * Where in a file a template names something, for messages: in a ref or source, else the first place where the name
 * stands in quotes; only the file where there is none, since the name can be put together.
 * @param within the part of the text to look in.
 */
export function placeOfName(file: string, text: string, name: string, within: TextRange): Place {
  if (name.length > longestName) return { file }
  const quoted = `(['"])${escapeRegExp(name)}\\1`
  for (const pattern of [`\\b(?:ref|source)\\s*\\([^()]*?(?=${quoted})`, `(?=${quoted})`]) {
    const search = new RegExp(pattern, 'g')
    search.lastIndex = within.start
    const match = search.exec(text)
    if (match) {
      const start = match.index + match[0].length
      const end = start + name.length + 2
      if (end <= within.end) return placeAt(file, text, start, end)
    }
  }
  return { file }
}

/**
 * Where `config(...)` of a template sets a key, for messages; undefined where the key is not written there.
 * @param within the part of the text to look in.
 */
export function placeOfConfig(file: string, text: string, key: string, within: TextRange): Place | undefined {
  if (key.length > longestName) return undefined
  const name = escapeRegExp(key)
  const setting = new RegExp(
    `(?<![\\w'"])${name}(?=\\s*=(?!=))|(['"])${name}\\1(?=\\s*:)|(?<=\\bconfig\\.set\\(\\s*)(['"])${name}\\2`,
    'g',
  )
  const calls = /\bconfig(?:\.set)?\s*\(/g
  calls.lastIndex = within.start
  for (let call = calls.exec(text); call && call.index < within.end; call = calls.exec(text)) {
    const end = text.indexOf('}}', call.index)
    setting.lastIndex = call.index
    const match = setting.exec(text)
    if (match && (end < 0 || match.index < end)) {
      return placeAt(file, text, match.index, match.index + match[0].length)
    }
  }
  return undefined
}

/** No regular expression can be made of names that are much longer. */
const longestName = 1000

function position(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
