import type { Writable } from 'node:stream'
import { TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import type { TdbtEvent } from '@tdbt/core'
import { errorFields } from './error-fields.js'
import { errorText } from './error-text.js'
import { createEventMessages } from './event-messages.js'
import type { LogFile } from './log-file.js'
import { type LogFormat, logFormats } from './log-formats.js'
import { type LogLevel, type LogMessage, message, type TextStyle } from './log-message.js'
import type { Secrets } from './secrets.js'

/** Drawn, it takes away what stands on the terminal's line: a bar, a question. */
export const eraseLine = '\r\u001b[2K'

/** Where everything goes that a command has to say. */
export interface Reporter {
  emit(event: TdbtEvent): void
  log(message: LogMessage): void
  /** What the user asked to see: printed as it is, with --quiet too. */
  output(text: string, event?: readonly [name: string, code: string]): void
  info(text: string): void
  warn(text: string): void
  /** A line that only --debug and dbt.log show. */
  debug(text: string): void
  /** Prints an error that ends the command; one that is no user's is told as a bug of tdbt's. */
  fatal(error: unknown): void
  readonly style: TextStyle
  /** Whether lines for people go to a terminal, so that a progress bar may be drawn there. */
  readonly isLive: boolean
  readonly isQuiet: boolean
  /** Writes to the terminal without making a line of it. */
  draw(text: string): void
}

/** One place that messages go to. */
export interface LogSink {
  readonly format: LogFormat
  readonly level: LogLevel | 'none'
  readonly style: TextStyle
}

export interface ReporterOptions {
  readonly stdout: Writable
  readonly console: LogSink
  readonly file: (LogSink & { readonly log: LogFile; readonly path: string }) | null
  readonly isTerminal: boolean
  readonly quiet: boolean
  readonly showStack: boolean
  /** `--no-print` keeps `{{ print() }}` from printing. */
  readonly print: boolean
  readonly compiledAs: 'text' | 'json'
  readonly invocationId: string
  readonly now: () => Date
  readonly secrets: Secrets
}

const ranks: Readonly<Record<LogLevel | 'none', number>> = { debug: 0, info: 1, warn: 2, error: 3, none: 4 }

export function createReporter(options: ReporterOptions): Reporter {
  const { console, invocationId, secrets } = options
  const messagesOf = createEventMessages(options)
  let file = options.file

  const log = (entry: LogMessage): void => {
    const time = options.now()
    const common = { time, invocationId, secrets }
    if (isShown(entry, console)) {
      const line = logFormats[console.format](entry, { ...common, style: console.style })
      options.stdout.write(`${line}\n`)
    }
    if (file && isShown(entry, file)) {
      const { log: target, path, format, style } = file
      try {
        target.write(logFormats[format](entry, { ...common, style }))
      } catch (error) {
        file = null
        log(message('warn', ['Note', 'Z050'], `Nothing is logged to ${path}: ${(error as Error).message}`))
      }
    }
  }
  const isShown = (entry: LogMessage, sink: LogSink): boolean =>
    entry.isOutput === true || ranks[entry.level] >= ranks[sink.level]

  const note = (level: LogLevel) => (text: string) => log(message(level, ['Note', 'Z050'], text))
  return {
    emit: (event) => {
      if (event.name === 'PrintEvent' && !options.print) return
      for (const entry of messagesOf(event)) log(entry)
    },
    log,
    output: (text, event = ['PrintEvent', 'Z052']) =>
      log({ ...message('info', event, text), isOutput: true }),
    info: note('info'),
    warn: note('warn'),
    debug: note('debug'),
    fatal: (error) => {
      for (const entry of fatalMessages(error, options.showStack)) log(entry)
    },
    style: console.style,
    isLive:
      options.isTerminal && !options.quiet && console.format === 'text' && ranks[console.level] <= ranks.info,
    isQuiet: options.quiet,
    draw: (text) => {
      options.stdout.write(text)
    },
  }
}

function fatalMessages(error: unknown, showStack: boolean): readonly LogMessage[] {
  const errors = error instanceof TdbtErrors ? error.errors : error instanceof TdbtError ? [error] : null
  if (errors === null) return bugMessages(error, showStack)
  const head = errors.length === 1 ? 'Encountered an error:' : `Encountered ${errors.length} errors:`
  const exc = errors.map(({ message: text }) => text).join('\n')
  return [
    {
      name: 'MainEncounteredError',
      code: 'Z002',
      level: 'error',
      data: { exc, errors: errors.map(errorFields) },
      text: (style) => [head, errors.map((each) => errorText(each, style)).join('\n\n')].join('\n'),
    },
  ]
}

/** Anything that is not the user's error is ours: said so, with the stack for whoever mends it. */
function bugMessages(error: unknown, showStack: boolean): readonly LogMessage[] {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const stack = error instanceof Error ? (error.stack ?? text) : text
  const advice = showStack ? '' : '\n  Run it again with --debug to see where; please report it with that.'
  return [
    message(
      'error',
      ['MainEncounteredError', 'Z002'],
      `Encountered an error:\nInternal Error\n  This is a bug in tdbt, not a mistake of yours: ${text}${advice}`,
      { exc: text },
    ),
    message('debug', ['MainStackTrace', 'Z003'], stack, { stack_trace: stack }),
  ]
}
