import { resolve } from 'node:path'
import { readRunResults } from '../artifacts/read-run-results.js'
import type { HookTime, NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import type { ManifestNode } from '../manifest/node.js'
import { prepareSchemas } from '../run/prepare-schemas.js'
import { hooksOf, runHooks } from '../run/project-hooks.js'
import { interruptedRun, skippedResult } from '../run/run-nodes.js'
import type { Servers } from '../session/servers.js'
import { createRunState } from './create-run-state.js'
import { finishRun } from './finish-run.js'
import { foundStats } from './found-stats.js'
import { type Loaded, load } from './load.js'
import type { CommandOutcome, Services } from './services.js'
import { withServers } from './with-servers.js'

export interface RunHooksOptions {
  readonly when: HookTime
  /** run_results.json files of what has run, whose results hooks of on-run-end see; from the working folder. */
  readonly results: readonly string[]
}

/**
 * `tdbt run-hooks`: the hooks before or after a run whose nodes are run by commands of their own. Hooks are told that
 * the command is `build`, the run that they belong to.
 */
export async function runHooksAlone(
  called: Invocation,
  services: Services,
  { when, results: paths }: RunHooksOptions,
): Promise<CommandOutcome> {
  const invocation: Invocation = { ...called, flags: { ...called.flags, which: 'build' } }
  const started = invocation.now()
  const { emit, signal } = invocation
  const loaded = await load(invocation, services)
  const { manifest } = loaded.parsed
  emit({ name: 'FoundStats', stats: foundStats(manifest) })
  const earlier = readRunResults(
    paths.map((path) => resolve(invocation.workingDir, path)),
    manifest,
  )
  const hooks = hooksOf(manifest, when)
  loaded.files.prepare()
  if (hooks.length === 0) emit({ name: 'NoHooks', when })
  const results =
    hooks.length === 0
      ? []
      : await withServers(invocation, services, loaded.project.target, 1, (servers) =>
          runInDatabase(invocation, services, loaded, { when, earlier, servers }),
        ).catch((error: unknown) => {
          // Nothing had begun.
          if (!signal.aborted || error !== signal.reason) throw error
          return hooks.map((hook) => skippedResult(hook, interruptedRun))
        })
  return finishRun(called, loaded, results, started)
}

async function runInDatabase(
  invocation: Invocation,
  services: Services,
  loaded: Loaded,
  { when, earlier, servers }: { when: HookTime; earlier: readonly NodeResult[]; servers: Servers },
): Promise<readonly NodeResult[]> {
  const { manifest } = loaded.parsed
  // As in a run of everything, the first hooks find all schemas made.
  const nodes =
    when === 'on-run-start'
      ? [...manifest.nodes.values()].filter(isBuilt)
      : earlier.flatMap(({ node }) => manifest.nodes.get(node.uniqueId) ?? [])
  const selected = when === 'on-run-start' ? nodes : earlier.map(({ node }) => node)
  const state = createRunState(
    invocation,
    services,
    loaded,
    selected.map(({ uniqueId }) => uniqueId),
    servers,
  )
  const schemas = await prepareSchemas(state, nodes).catch((error: unknown) => {
    invocation.signal.throwIfAborted()
    throw error
  })
  return runHooks(state, when, when === 'on-run-start' ? null : { results: earlier, schemas })
}

function isBuilt({ resourceType, config }: ManifestNode): boolean {
  return ['model', 'seed', 'snapshot', 'test'].includes(resourceType) && config.materialized !== 'ephemeral'
}
