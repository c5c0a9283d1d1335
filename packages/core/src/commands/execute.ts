import { TdbtError } from '@tdbt/adapter-api'
import { runResultsJson } from '../artifacts/run-results-json.js'
import { createCompileState } from '../compile/compile-state.js'
import { addTestEdges } from '../graph/add-test-edges.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import type { CompiledCode } from '../manifest/dbt-shape.js'
import type { Exposure, ManifestNode } from '../manifest/node.js'
import { exposureLabel, nodeLabel } from '../run/node-label.js'
import { prepareSchemas } from '../run/prepare-schemas.js'
import { runHooks } from '../run/project-hooks.js'
import { runNode } from '../run/run-node.js'
import type { RunState } from '../run/run-state.js'
import { runGraph, type SkipCause } from '../run/scheduler.js'
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
  const compiled = new Map<string, CompiledCode>()
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
    const startHooks = await runHooks(state, 'on-run-start', null)
    const nodeResults = succeeded(startHooks)
      ? await runAll(state, members, loaded, options, threads, compiled)
      : members.map((member) => notRun(member, 'skipped', 'an on-run-start hook failed'))
    const endHooks = await runHooks(state, 'on-run-end', { results: nodeResults, schemas })
    const results = [...startHooks, ...nodeResults, ...endHooks]
    const seconds = (invocation.now().getTime() - started.getTime()) / 1000
    writeManifest(invocation, loaded, compiled)
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

async function runAll(
  state: RunState,
  members: readonly (ManifestNode | Exposure)[],
  loaded: ReturnType<typeof load>,
  options: ExecuteOptions,
  threads: number,
  compiled: Map<string, CompiledCode>,
): Promise<readonly NodeResult[]> {
  const { invocation } = state.compile
  const byId = new Map(members.map((member) => [member.uniqueId, member]))
  const memberOf = (id: string): ManifestNode | Exposure => byId.get(id) as ManifestNode | Exposure
  const ids = [...byId.keys()]
  const dependencies = options.testsBlock
    ? addTestEdges(loaded.parsed.manifest, loaded.graph)
    : loaded.graph.parents
  const total = members.length
  let index = 0
  const idle = Array.from({ length: threads }, (_, at) => `Thread-${at + 1} (worker)`).reverse()
  const results = await runGraph<NodeResult>({
    ids,
    dependencies,
    threads,
    failFast: invocation.flags.failFast,
    signal: invocation.signal,
    crash: (id, error) => {
      const result = { ...notRun(memberOf(id), 'error', null), ...bug(invocation, error) }
      invocation.emit({ name: 'LogNodeResult', result, index, total })
      return result
    },
    failed: (result) => result.status === 'error' || result.status === 'fail' || result.status === 'skipped',
    run: async (id) => {
      const node = memberOf(id)
      index += 1
      const at = index
      if (node.resourceType === 'exposure') {
        const result = notRun(node, 'no-op', null)
        invocation.emit({ name: 'LogNodeResult', result, index: at, total })
        return result
      }
      const threadId = idle.pop() ?? 'Thread-1 (worker)'
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
      const result = notRun(memberOf(id), 'skipped', skipReason(cause))
      index += 1
      invocation.emit({ name: 'LogNodeResult', result, index, total })
      return result
    },
  })
  return [...results.values()]
}

/** What no user can cause fails its node alone: the others go on, connections are given back, artifacts written. */
function bug(invocation: Invocation, error: unknown): Pick<NodeResult, 'message' | 'error'> {
  const { message, stack } = error instanceof Error ? error : new Error(String(error))
  invocation.emit({ name: 'Debug', message: stack ?? message })
  const shown = new TdbtError('Runtime', `this is a bug in tdbt: ${message}`, {
    hint: 'run it again with --debug, and report what that prints',
    cause: error,
  })
  return { message: shown.message, error: shown }
}

function skipReason(cause: SkipCause): string {
  switch (cause.reason) {
    case 'dependency':
      return `${cause.id} failed`
    case 'fail-fast':
      return `${cause.id} failed, and --fail-fast ends the run at the first failure`
    case 'aborted':
      return 'the run was interrupted'
    default:
      return cause satisfies never
  }
}

function notRun(
  member: ManifestNode | Exposure,
  status: 'skipped' | 'no-op' | 'error',
  because: string | null,
): NodeResult {
  return {
    node: member.resourceType === 'exposure' ? exposureLabel(member) : nodeLabel(member),
    status,
    message: status === 'no-op' ? 'NO-OP' : null,
    failures: null,
    error: null,
    executionTime: 0,
    threadId: 'main',
    timing: [],
    adapterResponse: {},
    compiledCode: null,
    compiledPath: null,
    relationName: member.resourceType === 'exposure' ? null : member.relationName,
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
