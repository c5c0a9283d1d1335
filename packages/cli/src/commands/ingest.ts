import { resolve } from 'node:path'
import { type Relation, type Target, TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import {
  type Invocation,
  linkedNames,
  linkRelation,
  loadProjectConfig,
  openServers,
  type Services,
} from '@tdbt/core'
import {
  type HttpLimits,
  IngestInterrupted,
  type IngestResult,
  type InterruptedSource,
  ingest,
  loadConfig,
  type SourceFailure,
  selectSources,
  TransferError,
} from '@tdbt/ingest'
import type { RunCommand } from '../command-line/command-definition.js'
import type { FlagValues } from '../command-line/flag-values.js'
import { UsageError } from '../command-line/usage-error.js'
import { errorFields } from '../output/error-fields.js'
import { fancyLine } from '../output/fancy-line.js'
import { exitedBecause, interruptionMessages } from '../output/interruption-messages.js'
import { message } from '../output/log-message.js'
import { createProgressDisplay } from '../output/progress-display.js'
import type { Reporter } from '../output/reporter.js'

/** Tells a caller who has another file to offer that the source's own can't be fetched. */
const unreachable = 3

/** `tdbt ingest` */
export const run: RunCommand = async ({ invocation, services, flags, report }) => {
  const { root, target } = loadProjectConfig(invocation, services)
  const config = await loadConfig(root)
  const isLinked = await linkedTables(invocation, services, target)
  const { select } = invocation.flags
  const downloadPath = flags.text('download-path')
  const total = selectSources(config, select).length
  const servers = await openServers(services, target, 1)
  const progress = createProgressDisplay(report, { now: () => invocation.now().getTime() })
  const done: string[] = []
  let index = 0
  const { signal } = invocation
  try {
    await ingest(config, servers.home.adapter, {
      adapterOf: (schema) => servers.of(target.foreignSchemas.get(schema)?.target ?? target).adapter,
      afterLoad: async (table) => {
        if (isLinked(table)) await linkRelation(servers, table, { identified: true })
      },
      select,
      data: flags.text('data'),
      land: flags.text('land'),
      downloadPath: downloadPath === undefined ? undefined : resolve(root, downloadPath),
      fullRefresh: invocation.flags.fullRefresh,
      signal,
      now: invocation.now,
      http: httpLimits(flags),
      onProgress: (state) => {
        if (!signal.aborted) progress.update(state)
      },
      onWarning: report.warn,
      onResult: (result) => {
        done.push(result.source)
        progress.clear()
        index += 1
        tellResult(report, result, index, total)
      },
      onFailure: (failure) => {
        progress.clear()
        index += 1
        tellFailure(report, failure, index, total)
      },
    })
  } catch (error) {
    progress.clear()
    if (error instanceof IngestInterrupted) {
      tellInterruption(report, error, done)
      return 2
    }
    if (!(error instanceof TdbtError || error instanceof TdbtErrors)) throw error
    report.fatal(error)
    return exitCodeOf(error)
  } finally {
    await servers.close()
  }
  report.log({
    ...message('info', ['EndOfIngest', 'Z030'], ''),
    text: ({ paint }) => paint.green('Completed successfully'),
  })
  return 0
}

/** The tables of foreign schemas that the target's own server reads; the project is read only where there can be some. */
async function linkedTables(
  invocation: Invocation,
  services: Services,
  { foreignSchemas }: Target,
): Promise<(table: Relation) => boolean> {
  const linked = foreignSchemas.size === 0 ? new Set() : await linkedNames(invocation, services)
  return ({ schema, identifier }) => linked.has(`${schema}.${identifier}`)
}

function exitCodeOf(error: TdbtError | TdbtErrors): number {
  if (error instanceof TransferError) return unreachable
  // Without a database nothing could begin.
  return error instanceof TdbtError && error.kind === 'Connection' ? 2 : 1
}

function tellInterruption(
  report: Reporter,
  { message: reason, interrupted, notStarted, failures }: IngestInterrupted,
  done: readonly string[],
): void {
  if (failures.length > 0) report.fatal(new TdbtErrors(failures.map(({ error }) => error)))
  report.log(exitedBecause(reason))
  const messages = interruptionMessages({
    done,
    failed: failures.map(({ source }) => source),
    interrupted: interrupted === null ? [] : [{ name: interrupted.source, left: whatIsLeft(interrupted) }],
    notStarted,
    notChecked: [],
  })
  for (const entry of messages) report.log(entry)
}

function whatIsLeft({ relation, exists, download }: InterruptedSource): string {
  const table = exists === false ? `${relation} was not created` : `${relation} is as it was`
  if (download === null) return table
  return download.isComplete
    ? `${table}; the downloaded file is kept`
    : `${table}; the next tdbt ingest goes on from the ${(download.bytes / 1e6).toFixed(1)} MB that were downloaded`
}

/** Throws a UsageError where a limit is no number above zero. */
function httpLimits(flags: FlagValues): Partial<HttpLimits> {
  const timeout = positive(flags, 'timeout')
  const attempts = positive(flags, 'tries')
  return {
    ...(timeout !== undefined && { connectTimeout: timeout * 1000, stallTimeout: timeout * 1000 }),
    ...(attempts !== undefined && { attempts }),
  }
}

function positive(flags: FlagValues, name: 'timeout' | 'tries'): number | undefined {
  const value = flags.integer(name)
  if (value !== undefined && value < 1)
    throw new UsageError('option-value', `--${name} must be 1 or more.`, 'ingest')
  return value
}

function tellResult(report: Reporter, result: IngestResult, index: number, total: number): void {
  const { source, relation, rows, rejected, seconds, status } = result
  const loaded = status === 'loaded'
  report.log({
    ...message('info', ['LogIngestResult', 'Q016'], ''),
    data: { ...result, index, total },
    text: (style) => {
      const words = loaded ? `OK loaded source ${source}` : `OK source ${source} is loaded already`
      const verdict = loaded ? `COPY ${rows}` : `SKIP ${rows} rows`
      const color = loaded ? style.paint.green : style.paint.yellow
      return fancyLine(words, color(verdict), style, { index, total, seconds })
    },
  })
  if (loaded && rows + rejected === 0)
    report.warn(`${source} has no rows: its file holds a header alone, and ${relation} is empty now`)
  if (rejected > 0) report.warn(`${rejected} rows of ${source} were rejected: see ${relation}_rejected`)
}

/** As an error of a node: a line where it happens, and the error itself at the end. */
function tellFailure(report: Reporter, failure: SourceFailure, index: number, total: number): void {
  const { source, relation, seconds, error } = failure
  report.log({
    ...message('error', ['LogIngestResult', 'Q016'], ''),
    data: { source, relation, status: 'error', seconds, index, total, errors: [errorFields(error)] },
    text: (style) =>
      fancyLine(`ERROR loading source ${source}`, style.paint.red('ERROR'), style, { index, total, seconds }),
  })
}
