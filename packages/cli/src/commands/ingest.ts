import { TdbtError, TdbtErrors } from '@tdbt/adapter-api'
import { loadProjectConfig } from '@tdbt/core'
import { type IngestResult, ingest, loadConfig, selectSources } from '@tdbt/ingest'
import type { RunCommand } from '../command-line/commands.js'
import { fancyLine } from '../output/fancy-line.js'
import { message } from '../output/log-message.js'
import { createProgressDisplay } from '../output/progress-display.js'
import type { Reporter } from '../output/reporter.js'

/** `tdbt ingest` */
export const run: RunCommand = async ({ invocation, services, flags, report }) => {
  const { root, target } = loadProjectConfig(invocation)
  const provider = services.adapterFor(target)
  const config = await loadConfig(root)
  const { select } = invocation.flags
  const total = selectSources(config, select).length
  const adapter = await provider.open({ threads: 1 })
  const progress = createProgressDisplay(report, { now: () => invocation.now().getTime() })
  let done = 0
  try {
    await ingest(config, adapter, {
      select,
      data: flags.text('data'),
      fullRefresh: invocation.flags.fullRefresh,
      signal: invocation.signal,
      now: invocation.now,
      onProgress: progress.update,
      onResult: (result) => {
        done += 1
        progress.clear()
        tellResult(report, result, done, total)
      },
    })
  } catch (error) {
    progress.clear()
    if (invocation.signal.aborted || !(error instanceof TdbtError || error instanceof TdbtErrors)) throw error
    report.fatal(error)
    return 1
  } finally {
    await adapter.close()
  }
  report.log({
    ...message('info', ['EndOfIngest', 'Z030'], ''),
    text: ({ paint }) => paint.green('Completed successfully'),
  })
  return 0
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
  if (rejected > 0) report.warn(`${rejected} rows of ${source} were rejected: see ${relation}_rejected`)
}
