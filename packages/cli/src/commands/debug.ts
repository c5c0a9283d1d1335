import { type Check, debug } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'
import { errorFields } from '../output/error-fields.js'
import { errorText } from '../output/error-text.js'
import type { LogMessage } from '../output/log-message.js'
import { message } from '../output/log-message.js'

/** `tdbt debug` */
export const run: RunCommand = async ({ invocation, services, report }) => {
  const checks = await debug(invocation, services)
  for (const check of checks) report.log(checkMessage(check))
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

function checkMessage(check: Check): LogMessage {
  const { name } = check
  if (check.ok) {
    const { detail } = check
    return {
      ...line(''),
      data: { name, ok: true, detail },
      text: ({ paint }) => `  ${name}: [${paint.green(`OK ${detail}`)}]`,
    }
  }
  const { errors } = check
  return {
    ...line(''),
    level: 'error',
    data: { name, ok: false, errors: errors.map(errorFields) },
    text: (style) =>
      [`  ${name}: [${style.paint.red('ERROR')}]`, ...errors.map((error) => errorText(error, style))]
        .join('\n')
        .replaceAll('\n', '\n    '),
  }
}

function line(text: string): LogMessage {
  return message('info', ['DebugCmdOut', 'Z047'], text)
}
