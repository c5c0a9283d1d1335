import { runResultsJson } from '../artifacts/run-results-json.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import { countResults, describeKinds, succeeded } from '../run/summary.js'
import { type Loaded, writeManifest } from './load.js'
import type { CommandOutcome } from './services.js'

/** The end of every command that runs something: its artifacts, and dbt's last lines. */
export async function finishRun(
  invocation: Invocation,
  loaded: Loaded,
  results: readonly NodeResult[],
  started: Date,
): Promise<CommandOutcome> {
  const { emit, signal } = invocation
  const seconds = (invocation.now().getTime() - started.getTime()) / 1000
  await writeResults(invocation, loaded, results, seconds)
  const interrupted = signal.aborted ? (signal.reason as Error).message : null
  emit({ name: 'FinishedRunningStats', stats: describeKinds(results), executionTime: seconds })
  emit({ name: 'EndOfRunSummary', results, interrupted })
  emit({ name: 'StatsLine', counts: countResults(results) })
  return { success: succeeded(results) && interrupted === null, results }
}

/**
 * Writes run_results.json, and the manifest with the SQL of what was compiled.
 * @param besides what was compiled without being a result
 */
export async function writeResults(
  invocation: Invocation,
  loaded: Loaded,
  results: readonly NodeResult[],
  seconds: number,
  besides: readonly NodeResult[] = [],
): Promise<void> {
  await loaded.files.finished()
  writeManifest(invocation, loaded, [...results, ...besides])
  if (invocation.flags.writeJson) {
    loaded.files.writeArtifact('run_results.json', [runResultsJson(invocation, results, seconds)])
  }
}
