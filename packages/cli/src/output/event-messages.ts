import type { TdbtEvent } from '@tdbt/core'
import { compiledNode } from './compiled-node.js'
import { errorFields } from './error-fields.js'
import { errorText, placeText } from './error-text.js'
import { fancyLine } from './fancy-line.js'
import { blankLine, type LogMessage, message } from './log-message.js'
import { nodeFinished, nodeStarted } from './node-messages.js'
import { summaryMessages } from './summary-messages.js'
import { warningMessage } from './warning-message.js'

type Handlers = {
  readonly [Name in TdbtEvent['name']]: (event: Extract<TdbtEvent, { name: Name }>) => readonly LogMessage[]
}

const hookStatuses = { OK: 'success', ERROR: 'error', SKIP: 'skipped' } as const
const hookColors = { OK: 'green', ERROR: 'red', SKIP: 'yellow' } as const

/**
 * Makes dbt's messages from the events of one command.
 */
export function createEventMessages(options: {
  readonly compiledAs: 'text' | 'json'
  readonly quiet: boolean
}): (event: TdbtEvent) => readonly LogMessage[] {
  const handlers: Handlers = {
    MainReportVersion: ({ version }) => [
      message('info', ['MainReportVersion', 'A001'], `Running with tdbt=${version}`, {
        log_version: 3,
        version,
      }),
    ],
    AdapterRegistered: ({ adapter, version }) => [
      message('info', ['AdapterRegistered', 'E034'], `Registered adapter: ${adapter}=${version}`, {
        adapter_name: adapter,
        adapter_version: version,
      }),
    ],
    FoundStats: ({ stats }) => [
      message('info', ['FoundStats', 'W006'], `Found ${stats}`, { stat_line: stats }),
    ],
    DefaultSelector: ({ selector }) => [
      message('info', ['DefaultSelector', 'Q023'], `Using default selector ${selector}`, { name: selector }),
    ],
    ConcurrencyLine: ({ threads, target }) => [
      blankLine,
      message('info', ['ConcurrencyLine', 'Q027'], `Concurrency: ${threads} threads (target='${target}')`, {
        num_threads: threads,
        target_name: target,
      }),
      blankLine,
    ],
    NoHooks: ({ when }) => [
      message('info', ['Note', 'Z050'], `Nothing to do: the project has no ${when} hooks.`),
    ],
    LogHookStart: ({ when, statement, index, total }) => [
      ...(when === 'on-run-end' && index === 1 ? [blankLine] : []),
      {
        name: 'LogHookStartLine',
        code: 'Q032',
        level: 'info',
        data: { statement, index, total },
        text: (style) =>
          fancyLine(`START hook: ${statement}`, 'RUN', style, { index, total, truncate: true }),
      },
    ],
    LogHookEnd: ({ when, statement, index, total, status, executionTime }) => [
      {
        name: 'LogHookEndLine',
        code: 'Q033',
        level: status === 'ERROR' ? 'error' : 'info',
        data: {
          statement,
          index,
          total,
          status: hookStatuses[status],
          execution_time: executionTime,
        },
        text: (style) => {
          const shown = style.paint[hookColors[status]](status)
          const end = { index, total, seconds: executionTime, truncate: true }
          return fancyLine(`${status} hook: ${statement}`, shown, style, end)
        },
      },
      ...(when === 'on-run-start' && index === total ? [blankLine] : []),
    ],
    LogStartLine: ({ node, index, total }) => [nodeStarted(node, index, total)],
    LogNodeResult: ({ result, index, total }) => [nodeFinished(result, index, total)],
    LogCancelLine: ({ uniqueId }) => [
      {
        name: 'LogCancelLine',
        code: 'Q022',
        level: 'error',
        data: { conn_name: uniqueId },
        text: (style) => fancyLine(`CANCEL query ${uniqueId}`, style.paint.red('CANCEL'), style, {}),
      },
    ],
    RunningOperationCaughtError: ({ error }) => [
      {
        name: 'RunningOperationCaughtError',
        code: 'Q001',
        level: 'error',
        data: { exc: error.message, errors: [errorFields(error)] },
        text: (style) => `Encountered an error while running operation: ${errorText(error, style)}`,
      },
    ],
    FinishedRunningStats: ({ stats, executionTime }) => {
      const execution = ` in ${duration(executionTime)}`
      const what = stats === '' ? '' : ` ${stats}`
      const text = `Finished running${what}${execution} (${executionTime.toFixed(2)}s).`
      const data = { execution, execution_time: executionTime, stat_line: stats }
      return [blankLine, message('info', ['FinishedRunningStats', 'E047'], text, data), blankLine]
    },
    EndOfRunSummary: ({ results, interrupted }) => summaryMessages(results, interrupted),
    StatsLine: ({ counts }) => {
      const { pass, warn, error, skip, noOp, total } = counts
      const text = `Done. PASS=${pass} WARN=${warn} ERROR=${error} SKIP=${skip} NO-OP=${noOp} TOTAL=${total}`
      const stats = { pass, warn, error, skip, noop: noOp, total }
      return [blankLine, message('info', ['StatsLine', 'Z023'], text, { stats })]
    },
    CompiledNode: (event) => [compiledNode(event, options)],
    BuildingCatalog: () => [message('info', ['BuildingCatalog', 'E044'], 'Building catalog')],
    WriteCatalogFailure: ({ errors }) => {
      const count = `${errors.length} failure${errors.length === 1 ? '' : 's'}`
      const text = [`tdbt encountered ${count} while writing the catalog`, ...errors].join('\n  ')
      return [message('error', ['WriteCatalogFailure', 'E041'], text, { num_exceptions: errors.length })]
    },
    CatalogWritten: ({ path }) => [
      message('info', ['CatalogWritten', 'E042'], `Catalog written to ${path}`, { path }),
    ],
    UnpinnedRefNewVersionAvailable: ({ message: text }) => [
      message('info', ['UnpinnedRefNewVersionAvailable', 'I064'], text),
    ],
    JinjaLogInfo: ({ message: text }) => [message('info', ['JinjaLogInfo', 'I062'], text)],
    JinjaLogDebug: ({ message: text }) => [message('debug', ['JinjaLogDebug', 'I063'], text)],
    PrintEvent: ({ message: text }) => [{ ...message('info', ['PrintEvent', 'Z052'], text), isOutput: true }],
    Warning: ({ warning, message: text, place }) => [
      warningMessage(warning, place === null ? text : `${placeText(place)}: ${text}`),
    ],
    SQLQuery: ({ connection, sql }) => [
      message('debug', ['SQLQuery', 'E016'], `On ${connection}: ${sql}`, { conn_name: connection, sql }),
    ],
    Debug: ({ message: text }) => [message('debug', ['Note', 'Z050'], text)],
  }
  return (event) => (handlers[event.name] as (event: TdbtEvent) => readonly LogMessage[])(event)
}

/** `0 hours 0 minutes and 0.79 seconds` */
function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  return `${Math.floor(minutes / 60)} hours ${minutes % 60} minutes and ${(seconds % 60).toFixed(2)} seconds`
}
