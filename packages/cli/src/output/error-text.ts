import type { CallFrame, Place, TdbtError } from '@tdbt/adapter-api'
import type { TextStyle } from './log-message.js'
import { lineOf, sourceExcerpt } from './source-excerpt.js'

/**
 * An error as people read it: its kind and place, the message, the line of the source with carets, the chain of macro
 * calls and what to do about it.
 * @param subject what it happened in: `model a (models/a.sql)`; the place where it is left out.
 */
export function errorText(error: TdbtError, style: TextStyle, subject?: string): string {
  const { paint } = style
  const place = error.place && placeText(error.place)
  const title = subject ? ` in ${subject}` : place ? ` in ${place}` : ''
  const lines = [`${error.kind} Error${title}`, ...error.message.split('\n').map(indent)]
  const excerpt =
    error.place && error.source !== undefined ? sourceExcerpt(error.place, error.source, style) : []
  if (subject && place && error.place?.line !== undefined) lines.push(indent(paint.cyan(place)))
  lines.push(...excerpt.map((line) => `    ${line}`))
  lines.push(...statementLines(error, style))
  lines.push(...callLines(error.calls).map(indent))
  if (error.hint) {
    const [first = '', ...rest] = error.hint.split('\n')
    lines.push(indent(`${paint.bold('hint:')} ${first}`), ...rest.map((line) => `        ${line}`))
  }
  lines.push(indent(paint.dim(`code: ${error.code}`)))
  return lines.join('\n')
}

/** The line of the SQL that was sent, where it is another than that of the source. */
function statementLines({ place, source, statement }: TdbtError, style: TextStyle): readonly string[] {
  if (statement?.place === undefined || statement.source === undefined) return []
  const own = place && source !== undefined ? lineOf(place, source) : undefined
  if (own?.trim() === lineOf(statement.place, statement.source)?.trim()) return []
  const excerpt = sourceExcerpt(statement.place, statement.source, style)
  return [indent(style.paint.cyan(placeText(statement.place))), ...excerpt.map((line) => `    ${line}`)]
}

/** `models/a.sql:3:14` */
export function placeText(place: Place): string {
  return [place.file, place.line, place.line === undefined ? undefined : place.column]
    .filter((part) => part !== undefined)
    .join(':')
}

/** Of a chain that goes round and round its ends are enough. */
function callLines(calls: readonly CallFrame[]): readonly string[] {
  const lines = calls.map(callText)
  if (lines.length <= mostCalls) return lines
  return [...lines.slice(0, mostCalls / 2), '... and so on, from', ...lines.slice(-1)]
}

const mostCalls = 20

function callText(frame: CallFrame): string {
  return frame.place ? `in ${frame.name} (${placeText(frame.place)})` : `in ${frame.name}`
}

function indent(line: string): string {
  return `  ${line}`
}
