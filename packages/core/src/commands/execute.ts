import { addTestEdges } from '../graph/add-test-edges.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import { warn } from '../invocation/warn.js'
import { graphMember, isNode, type Manifest } from '../manifest/manifest.js'
import type { Listed } from '../run/node-label.js'
import { prepareSchemas } from '../run/prepare-schemas.js'
import { runHooks } from '../run/project-hooks.js'
import { interruptedRun, runNodes, skippedResult } from '../run/run-nodes.js'
import type { RunState } from '../run/run-state.js'
import { succeeded } from '../run/summary.js'
import { createRunState } from './create-run-state.js'
import { finishRun, writeResults } from './finish-run.js'
import { foundStats } from './found-stats.js'
import { type Loaded, load } from './load.js'
import { selectNodes } from './selection.js'
import type { CommandOutcome, Services } from './services.js'
import { withServers } from './with-servers.js'

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
  const loaded = await load(invocation, services)
  const { manifest } = loaded.parsed
  const { emit, signal } = invocation
  emit({ name: 'FoundStats', stats: foundStats(manifest) })
  const selected = selectNodes(invocation, loaded, { allowedTypes: options.types })
  warnOfUnitTests(invocation, manifest, selected)
  const members = selected.flatMap((id) => {
    const member = graphMember(manifest, id)
    if (member === undefined || member.resourceType === 'source' || member.resourceType === 'unit_test')
      return []
    return isNode(member) && member.config.materialized === 'ephemeral' ? [] : [member]
  })
  if (members.length === 0) {
    await writeResults(invocation, loaded, [], 0)
    warn(
      invocation,
      'NothingToDo',
      'Nothing to do. Try checking your model configs and model specification args',
    )
    return { success: true, results: [] }
  }
  loaded.files.prepare()
  const { threads } = loaded.project.target
  const results = await withServers(invocation, services, loaded.project.target, threads, (servers) =>
    runMembers(createRunState(invocation, services, loaded, selected, servers), loaded, members, options),
  ).catch((error: unknown) => {
    // Nothing had begun.
    if (!signal.aborted || error !== signal.reason) throw error
    return members.map((member) => skippedResult(member, interruptedRun))
  })
  return finishRun(invocation, loaded, results, started)
}

/** Unit tests are read and can be selected, but not run yet: whoever asked for them must not take them for passed. */
function warnOfUnitTests(invocation: Invocation, manifest: Manifest, selected: readonly string[]): void {
  const names = selected.flatMap((id) => {
    const resource = manifest.resources.get(id)
    return resource?.resourceType === 'unit_test' ? [`${resource.name}`] : []
  })
  if (names.length === 0) return
  const [first, ...others] = names
  const what =
    others.length === 0 ? `unit test '${first}' is` : `${names.length} unit tests (${first}, ...) are`
  warn(
    invocation,
    'UnitTestsLeftOut',
    `The ${what} not run: tdbt can not run unit tests yet. --exclude-resource-type unit_test leaves them out without a warning`,
  )
}

/** What a run does in the database. Throws the signal's reason where it was interrupted before it began. */
async function runMembers(
  state: RunState,
  { parsed, graph, project }: Loaded,
  members: readonly Listed[],
  { testsBlock }: ExecuteOptions,
): Promise<readonly NodeResult[]> {
  const { emit, flags, signal } = state.compile.invocation
  emit({ name: 'ConcurrencyLine', threads: project.target.threads, target: project.target.name })
  const nodes = members.filter(isNode)
  const schemas = await prepareSchemas(state, nodes).catch((error: unknown) => {
    signal.throwIfAborted()
    throw error
  })
  const startHooks = flags.runHooks ? await runHooks(state, 'on-run-start', null) : []
  const skips = project.root.config.flags.skip_nodes_if_on_run_start_fails === true
  const nodeResults =
    skips && !succeeded(startHooks) && !signal.aborted
      ? skipAll(members, emit)
      : await runNodes(state, members, testsBlock ? addTestEdges(parsed.manifest, graph) : graph.parents)
  const endHooks =
    flags.runHooks && !signal.aborted
      ? await runHooks(state, 'on-run-end', { results: nodeResults, schemas })
      : []
  return [...startHooks, ...nodeResults, ...endHooks]
}

/** What is left of a run whose start hooks failed, where the project wants that. */
function skipAll(members: readonly Listed[], emit: Invocation['emit']): readonly NodeResult[] {
  return members.map((member, at) => {
    const result = skippedResult(member, 'an on-run-start hook failed')
    emit({ name: 'LogNodeResult', result, index: at + 1, total: members.length })
    return result
  })
}
