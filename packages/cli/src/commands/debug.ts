import { debug } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'
import type { LogMessage } from '../output/log-message.js'
import { message } from '../output/log-message.js'

/** `tdbt debug` */
export const run: RunCommand = async ({ invocation, services, report }) => {
  const checks = await debug(invocation, services)
  for (const { name, ok, detail, hint } of checks) {
    report.log({
      ...line(''),
      level: ok ? 'info' : 'error',
      data: { name, ok, detail, ...(hint !== undefined && { hint }) },
      text: ({ paint }) => {
        const verdict = ok ? paint.green(`OK ${detail}`) : paint.red(`ERROR ${detail}`)
        return `  ${name}: [${verdict}]${hint === undefined ? '' : `\n    ${paint.bold('hint:')} ${hint}`}`
      },
    })
  }
  const failed = checks.filter(({ ok }) => !ok)
  report.log(line(''))
  report.log({
    ...line(''),
    level: failed.length === 0 ? 'info' : 'error',
    text: ({ paint }) =>
      failed.length === 0
        ? paint.green('All checks passed!')
        : paint.red(
            `${failed.length} check${failed.length === 1 ? '' : 's'} failed: ${failed.map(({ name }) => name).join(', ')}`,
          ),
  })
  return failed.length === 0 ? 0 : 1
}

function line(text: string): LogMessage {
  return message('info', ['DebugCmdOut', 'Z047'], text)
}
