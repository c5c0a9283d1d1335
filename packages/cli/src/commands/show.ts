import { TdbtError } from '@tdbt/adapter-api'
import { show } from '@tdbt/core'
import { checkOutput } from '../command-line/check-output.js'
import type { RunCommand } from '../command-line/command-definition.js'
import { rowsAsJson } from '../output/rows-as-json.js'
import { rowsAsTable } from '../output/rows-as-table.js'

const event = ['ShowNode', 'Q041'] as const

/** `tdbt show` */
export const run: RunCommand = async ({ invocation, services, flags, report }) => {
  const output = checkOutput('show', flags, ['text', 'json'])
  const inline = flags.text('inline')
  if (inline === undefined && flags.list('select').length === 0) {
    throw new TdbtError('show-one', 'Either --select or --inline must be passed to show')
  }
  const shown = await show(invocation, services, { inline, limit: flags.integer('limit') })
  const { columns, rows, nodeName } = shown
  if (output === 'json') {
    report.output(rowsAsJson(columns, rows, shown.isInline ? null : nodeName), event)
    return 0
  }
  const table = rowsAsTable(columns, rows)
  const title = shown.isInline ? 'Previewing inline node:' : `Previewing node '${nodeName}':`
  report.output(report.isQuiet ? table : `${title}\n${table}`, event)
  return 0
}
