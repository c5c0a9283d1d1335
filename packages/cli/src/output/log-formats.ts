import type { LogMessage, TextStyle } from './log-message.js'
import type { Secrets } from './secrets.js'

export type LogFormat = 'text' | 'debug' | 'json'

/** What a line tells besides its message. */
export interface LineContext {
  readonly time: Date
  readonly invocationId: string
  readonly style: TextStyle
  readonly secrets: Secrets
}

/** Times are UTC, as dbt's are on the terminal. */
export const logFormats: Readonly<Record<LogFormat, (message: LogMessage, context: LineContext) => string>> =
  {
    text: (message, { time, style, secrets }) => {
      const text = secrets.scrub(message.text(style))
      return message.isOutput ? text : `${time.toISOString().slice(11, 19)}  ${text}`
    },

    debug: (message, { time, invocationId, style, secrets }) => {
      const text = secrets.scrub(message.text(style))
      const at = `${time.toISOString().slice(11, 23)}000`
      const separator = '='.repeat(30)
      const head =
        message.name === 'MainReportVersion' ? `\n\n${separator} ${at} | ${invocationId} ${separator}\n` : ''
      return `${head}${at} [${message.level.padEnd(5)}] [${thread(message).slice(0, 10).padEnd(10)}]: ${text}`
    },

    json: (message, { time, invocationId, style, secrets }) =>
      secrets.scrub(
        JSON.stringify({
          data: message.data,
          info: {
            category: '',
            code: message.code,
            extra: {},
            invocation_id: invocationId,
            level: message.level,
            msg: message.text(style),
            name: message.name,
            pid: process.pid,
            thread: thread(message),
            ts: `${time.toISOString().slice(0, -1)}000Z`,
          },
        }),
      ),
  }

function thread(message: LogMessage): string {
  return message.thread === undefined || message.thread === 'main' ? 'MainThread' : message.thread
}
