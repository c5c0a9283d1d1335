import type { Paint } from './paint.js'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

export interface TextStyle {
  readonly paint: Paint
  /** `--printer-width`: where the dots of a node's line end. */
  readonly printerWidth: number
  /** Columns of the terminal, for what is cut to fit. */
  readonly columns: number
}

/** One message under dbt's event name and code, in a form that every format can be made from. */
export interface LogMessage {
  readonly name: string
  readonly code: string
  readonly level: LogLevel
  /** What the JSON format tells besides the text. */
  readonly data: Readonly<Record<string, unknown>>
  readonly text: (style: TextStyle) => string
  readonly thread?: string
  /** What the user asked to see (rows, SQL, names): printed without a time, with --quiet too. */
  readonly isOutput?: true
}

/** A message whose text is always the same. */
export function message(
  level: LogLevel,
  [name, code]: readonly [name: string, code: string],
  text: string,
  data: Readonly<Record<string, unknown>> = { msg: text },
): LogMessage {
  return { name, code, level, data, text: () => text }
}

export const blankLine: LogMessage = message('info', ['Formatting', 'Z017'], '')
