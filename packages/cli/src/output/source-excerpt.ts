import type { Place } from '@tdbt/adapter-api'
import stringWidth from 'string-width'
import type { TextStyle } from './log-message.js'

const tabWidth = 4

/** The line that a place points at with carets below it; empty where the place or the text has no such line. */
export function sourceExcerpt(place: Place, source: string, style: TextStyle): readonly string[] {
  const line = lineOf(place, source)
  if (line === undefined) return []
  const number = String(place.line)
  const gutter = ' '.repeat(number.length)
  const { paint } = style
  const room = Math.max(20, style.columns - number.length - 8)
  const { text, offset, length } = fit(line, place, room)
  const shown = [`${paint.dim(`${number} |`)} ${text}`]
  if (place.column !== undefined) {
    shown.push(`${paint.dim(`${gutter} |`)} ${' '.repeat(offset)}${paint.red('^'.repeat(length))}`)
  }
  return shown
}

/** The line of a text that a place points at. */
export function lineOf({ line }: Place, source: string): string | undefined {
  return line === undefined ? undefined : source.split(/\r\n|\n|\r/)[line - 1]
}

/** Cuts a line to the room there is, around the place; offset and length are columns of the terminal. */
function fit(line: string, place: Place, room: number): { text: string; offset: number; length: number } {
  const start = Math.min((place.column ?? 1) - 1, line.length)
  const end = markedEnd(line, place, start)
  // A line can be as long as a file: what is too far away to be shown isn't measured either.
  const near = 4 * room
  const before = showable(line.slice(Math.max(0, start - near), start))
  const marked = showable(line.slice(start, Math.min(end, start + near)))
  const after = showable(line.slice(end, end + near))
  const offset = stringWidth(before)
  const length = Math.max(1, stringWidth(marked))
  const whole = before + marked + after
  if (stringWidth(whole) <= room) return { text: whole, offset, length }
  // A third of the room shows what stands before the place.
  const from = Math.max(0, Math.min(offset - Math.floor(room / 3), stringWidth(whole) - room))
  const { text, skipped } = window(whole, from, room)
  const lead = from > 0 ? '…' : ''
  const shownOffset = offset - skipped + lead.length
  return { text: lead + text, offset: shownOffset, length: Math.max(1, Math.min(length, room - shownOffset)) }
}

function markedEnd(line: string, place: Place, start: number): number {
  const { line: first, endLine = first, endColumn } = place
  if (endLine !== undefined && first !== undefined && endLine > first) return line.trimEnd().length
  return endColumn === undefined ? start + 1 : Math.min(Math.max(endColumn - 1, start + 1), line.length)
}

/** Tabs as spaces, and nothing that a terminal would obey. */
function showable(text: string): string {
  return text.replaceAll('\t', ' '.repeat(tabWidth)).replace(/\p{Cc}/gu, '\uFFFD')
}

/** The part of a text between two columns, in whole characters; `skipped` columns come before it. */
function window(text: string, from: number, room: number): { text: string; skipped: number } {
  const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)
  let column = 0
  let skipped = 0
  let taken = ''
  let width = 0
  for (const { segment } of segments) {
    const own = stringWidth(segment)
    if (column < from) skipped = column + own
    else if (width + own <= room - 2) {
      taken += segment
      width += own
    } else return { text: `${taken}…`, skipped }
    column += own
  }
  return { text: taken, skipped }
}
