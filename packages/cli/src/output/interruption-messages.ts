import { type LogMessage, message } from './log-message.js'

/** What an interrupt found a command at, each thing by what it is called. */
export interface Interruption {
  readonly done: readonly string[]
  readonly failed: readonly string[]
  readonly interrupted: readonly { readonly name: string; readonly left: string }[]
  readonly notStarted: readonly string[]
  /** Tests that were not started. */
  readonly notChecked: readonly string[]
}

/** How many names a line has at most. */
const longest = 10

/** dbt's last words for Ctrl-C. */
export function exitedBecause(reason: string, data: LogMessage['data'] = {}): LogMessage {
  return {
    name: 'EndOfRunSummary',
    code: 'Z030',
    level: 'info',
    data: { keyboard_interrupt: true, ...data },
    text: ({ paint }) => paint.yellow(`Exited because of ${reason}`),
  }
}

/** What was done, what was broken off and how it was left, what was not begun. */
export function interruptionMessages(interruption: Interruption): readonly LogMessage[] {
  const { done, failed, interrupted, notStarted, notChecked } = interruption
  const parts = [done, failed, interrupted, notStarted, notChecked]
  const total = parts.reduce((sum, { length }) => sum + length, 0)
  const counted = (words: string, names: readonly string[]): readonly string[] =>
    names.length === 0 ? [] : [`${words}: ${names.length} of ${total} (${listed(names)})`]
  const lines = [
    ...counted('Done', done),
    ...counted('Failed', failed),
    ...interrupted.map(({ name, left }) => `Interrupted: ${name} (${left})`),
    ...counted('Not started', notStarted),
    ...counted('Not checked', notChecked),
  ]
  return lines.map((line) => message('info', ['Note', 'Z050'], `  ${line}`))
}

function listed(names: readonly string[]): string {
  const more = names.length - longest
  return more <= 0 ? names.join(', ') : `${names.slice(0, longest).join(', ')} and ${more} more`
}
