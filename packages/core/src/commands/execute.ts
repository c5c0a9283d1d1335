import { runResultsJson } from '../artifacts/run-results-json.js'
import { createCompileState } from '../compile/compile-state.js'
import { subgraph } from '../graph/graph.js'
import { addTestEdges } from '../graph/test-edges.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import type { CompiledCode } from '../manifest/dbt-shape.js'
import type { ManifestNode } from '../manifest/node.js'
import { nodeLabel } from '../run/node-label.js'
import { prepareSchemas } from '../run/prepare-schemas.js'
import { runHooks } from '../run/project-hooks.js'
import { runNode } from '../run/run-node.js'
import type { RunState } from '../run/run-state.js'
import { runGraph } from '../run/scheduler.js'
import { countResults, describeKinds, succeeded } from '../run/summary.js'
import { createRelationCache } from '../session/relation-cache.js'
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
  const selected = selectNodes(invocation, loaded, options.types)
  const nodes = selected.flatMap((id) => {
    const node = manifest.nodes.get(id)
    return node && node.config.materialized !== 'ephemeral' ? [node] : []
  })
  if (nodes.length === 0) {
    writeManifest(invocation, loaded)
    emit({ name: 'NothingToDo' })
    return { success: true, results: [] }
  }
  const threads = loaded.project.target.threads
  const adapter = await loaded.provider.open({ threads })
  const stopCancelling = cancelOnAbort(invocation, () => adapter.cancelAll())
  const compiled = new Map<string, CompiledCode>()
  try {
    const state: RunState = {
      compile: createCompileState(invocation, loaded.project, loaded.parsed, selected),
      adapter,
      cache: createRelationCache(),
      writeFile: (path, text) => loaded.files.write(path, text),
    }
    emit({ name: 'ConcurrencyLine', threads, target: loaded.project.target.name })
    const schemas = await prepareSchemas(state, nodes)
    const startHooks = await runHooks(state, 'on-run-start', null)
    const nodeResults = succeeded(startHooks)
      ? await runAll(state, nodes, loaded, options, threads, compiled)
      : nodes.map((node) => skipped(node, 'an on-run-start hook failed'))
    const endHooks = await runHooks(state, 'on-run-end', { results: nodeResults, schemas })
    const results = [...startHooks, ...nodeResults, ...endHooks]
    const seconds = (invocation.now().getTime() - started.getTime()) / 1000
    writeManifest(invocation, loaded, compiled)
    if (invocation.flags.writeJson) {
      loaded.files.writeArtifact('run_results.json', runResultsJson(invocation, results, seconds))
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

async function runAll(
  state: RunState,
  nodes: readonly ManifestNode[],
  loaded: ReturnType<typeof load>,
  options: ExecuteOptions,
  threads: number,
  compiled: Map<string, CompiledCode>,
): Promise<readonly NodeResult[]> {
  const { invocation } = state.compile
  const { manifest } = loaded.parsed
  const ids = nodes.map((node) => node.uniqueId)
  const graph = options.testsBlock ? addTestEdges(loaded.graph, manifest) : loaded.graph
  const dependencies = subgraph(graph, new Set(ids))
  const total = nodes.length
  let index = 0
  const idle = Array.from({ length: threads }, (_, at) => `Thread-${at + 1}`).reverse()
  return runGraph<NodeResult>({
    ids,
    dependencies: (id) => dependencies.parents(id),
    threads,
    failFast: invocation.flags.failFast,
    signal: invocation.signal,
    failed: (result) => result.status === 'error' || result.status === 'fail' || result.status === 'skipped',
    run: async (id) => {
      const node = manifest.nodes.get(id) as ManifestNode
      const threadId = idle.pop() ?? 'Thread-1'
      index += 1
      const at = index
      invocation.emit({ name: 'LogStartLine', node: nodeLabel(node), index: at, total })
      const result = await runNode(state, node, threadId)
      idle.push(threadId)
      if (result.compiledCode !== null && result.compiledPath !== null) {
        compiled.set(id, { code: result.compiledCode, path: result.compiledPath, extraCtes: [] })
      }
      invocation.emit({ name: 'LogNodeResult', result, index: at, total })
      return result
    },
    skip: (id, cause) => {
      const node = manifest.nodes.get(id) as ManifestNode
      const result = skipped(node, cause)
      index += 1
      invocation.emit({ name: 'LogNodeResult', result, index, total })
      return result
    },
  })
}

function skipped(node: ManifestNode, because: string): NodeResult {
  return {
    node: nodeLabel(node),
    status: 'skipped',
    message: null,
    failures: null,
    error: null,
    executionTime: 0,
    threadId: 'main',
    timing: [],
    adapterResponse: {},
    compiledCode: null,
    compiledPath: null,
    relationName: node.relationName,
    skippedBecause: because,
  }
}

/** Cancels on the server what runs when the command is interrupted. */
export function cancelOnAbort(invocation: Invocation, cancel: () => Promise<void>): () => void {
  const onAbort = (): void => {
    cancel().catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error)
      invocation.emit({ name: 'Warning', message: `could not cancel what was running: ${message}` })
    })
  }
  invocation.signal.addEventListener('abort', onAbort, { once: true })
  return () => invocation.signal.removeEventListener('abort', onAbort)
}
