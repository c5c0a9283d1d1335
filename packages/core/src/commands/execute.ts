import { runResultsJson } from '../artifacts/run-results-json.js'
import { createCompileState } from '../compile/compile-state.js'
import { addTestEdges } from '../graph/add-test-edges.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import type { CompiledCode } from '../manifest/dbt-shape.js'
import { prepareSchemas } from '../run/prepare-schemas.js'
import { runHooks } from '../run/project-hooks.js'
import { runNodes, skippedResult } from '../run/run-nodes.js'
import type { RunState } from '../run/run-state.js'
import { countResults, describeKinds, succeeded } from '../run/summary.js'
import { createRelationCache } from '../session/relation-cache.js'
import { cancelOnAbort } from './cancel-on-abort.js'
import { foundStats } from './found-stats.js'
import { load, writeManifest } from './load.js'
import { selectNodes } from './selection.js'
import type { CommandOutcome, Services } from './services.js'

/** What differs between the commands that run nodes. */
export interface ExecuteOptions {
  /** The resource types that the command is about. */
  readonly types: readonly string[]
  /** Whether a failed test keeps what reads the tested node from running (dbt: in `build`). */
  readonly testsBlock: boolean
}

/** The flow of every command that runs nodes: load, select, prepare, hooks, run, hooks, artifacts. */
export async function execute(
  invocation: Invocation,
  services: Services,
  options: ExecuteOptions,
): Promise<CommandOutcome> {
  const started = invocation.now()
  const loaded = load(invocation, services)
  const { manifest } = loaded.parsed
  const { emit } = invocation
  emit({ name: 'FoundStats', stats: foundStats(manifest) })
  const selected = selectNodes(invocation, loaded, { allowedTypes: options.types })
  const members = selected.flatMap((id) => {
    const node = manifest.nodes.get(id) ?? manifest.exposures.get(id)
    const isEphemeral =
      node !== undefined && node.resourceType !== 'exposure' && node.config.materialized === 'ephemeral'
    return node && !isEphemeral ? [node] : []
  })
  if (members.length === 0) {
    writeManifest(invocation, loaded)
    emit({ name: 'NothingToDo' })
    return { success: true, results: [] }
  }
  const threads = loaded.project.target.threads
  const adapter = await loaded.provider.open({ threads })
  const stopCancelling = cancelOnAbort(invocation, () => adapter.cancelAll())
  try {
    const state: RunState = {
      compile: createCompileState(invocation, loaded.project, loaded.parsed, selected),
      adapter,
      cache: createRelationCache(),
      writeFile: (path, text) => loaded.files.write(path, text),
    }
    emit({ name: 'ConcurrencyLine', threads, target: loaded.project.target.name })
    const schemas = await prepareSchemas(
      state,
      members.flatMap((member) => (member.resourceType === 'exposure' ? [] : [member])),
    )
    const { parsed, graph } = loaded
    const dependencies = options.testsBlock ? addTestEdges(parsed.manifest, graph) : graph.parents
    const startHooks = await runHooks(state, 'on-run-start', null)
    const nodeResults = succeeded(startHooks)
      ? await runNodes(state, members, dependencies)
      : members.map((member) => skippedResult(member, 'an on-run-start hook failed'))
    const endHooks = invocation.signal.aborted
      ? []
      : await runHooks(state, 'on-run-end', { results: nodeResults, schemas })
    const results = [...startHooks, ...nodeResults, ...endHooks]
    const seconds = (invocation.now().getTime() - started.getTime()) / 1000
    await loaded.files.finished()
    writeManifest(invocation, loaded, compiledCode(results))
    if (invocation.flags.writeJson) {
      loaded.files.writeArtifact('run_results.json', [runResultsJson(invocation, results, seconds)])
    }
    emit({ name: 'FinishedRunningStats', stats: describeKinds(results), executionTime: seconds })
    emit({ name: 'EndOfRunSummary', results, interrupted: invocation.signal.aborted })
    emit({ name: 'StatsLine', counts: countResults(results) })
    return { success: succeeded(results) && !invocation.signal.aborted, results }
  } finally {
    stopCancelling()
    await adapter.close()
  }
}

function compiledCode(results: readonly NodeResult[]): ReadonlyMap<string, CompiledCode> {
  return new Map(
    results.flatMap(({ node, compiledCode: code, compiledPath: path }) =>
      code === null || path === null ? [] : [[node.uniqueId, { code, path, extraCtes: [] }]],
    ),
  )
}
