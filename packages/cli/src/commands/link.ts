import { TdbtError } from '@tdbt/adapter-api'
import { type LinkResult, link } from '@tdbt/core'
import type { RunCommand } from '../command-line/command-definition.js'
import { errorFields } from '../output/error-fields.js'
import { errorText } from '../output/error-text.js'
import { fancyLine } from '../output/fancy-line.js'
import { message } from '../output/log-message.js'
import type { Reporter } from '../output/reporter.js'

/** `tdbt link` */
export const run: RunCommand = async ({ invocation, services, report }) => {
  const results = await link(invocation, services, (result, index, total) =>
    tellResult(report, result, index, total),
  )
  const end = message('info', ['EndOfLink', 'Z030'], '')
  if (results === null) {
    report.log({ ...end, text: () => 'Nothing to link: the target has no foreign_schemas' })
    return 0
  }
  const failed = results.filter(({ outcome }) => outcome instanceof TdbtError).length
  if (failed > 0) return 1
  const text =
    results.length === 0 ? 'Nothing to link: no node reads a foreign schema' : 'Completed successfully'
  report.log({ ...end, text: ({ paint }) => paint.green(text) })
  return 0
}

function tellResult(
  report: Reporter,
  { relation, from, outcome, seconds }: LinkResult,
  index: number,
  total: number,
) {
  const event = ['LogLinkResult', 'Q017'] as const
  if (outcome instanceof TdbtError) {
    report.log({
      ...message('error', event, ''),
      data: { relation, from, index, total, errors: [errorFields(outcome)] },
      text: (style) => {
        const words = `ERROR linking ${relation} of ${from}`
        const line = fancyLine(words, style.paint.red('ERROR'), style, { index, total, seconds })
        return `${line}\n${errorText(outcome, style)}`
      },
    })
    return
  }
  if (outcome === 'not built') {
    report.log({
      ...message('info', event, ''),
      data: { relation, from, index, total, seconds },
      text: (style) =>
        fancyLine(`${relation} is not built on ${from} yet`, style.paint.yellow('SKIP'), style, {
          index,
          total,
        }),
    })
    return
  }
  const { by, changed, rows } = outcome
  const verdict = rows === null ? (changed ? 'LINK' : 'LINK unchanged') : `COPY ${rows}`
  report.log({
    ...message('info', event, ''),
    data: { relation, from, index, total, by, changed, rows, seconds },
    text: (style) =>
      fancyLine(`OK linked ${relation} of ${from} by ${by}`, style.paint.green(verdict), style, {
        ...{ index, total, seconds },
      }),
  })
}
