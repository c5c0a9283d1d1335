import { compileNode } from '../compile/compile-node.js'
import { createCompileState } from '../compile/compile-state.js'
import type { NodeResult } from '../invocation/events.js'
import type { Invocation } from '../invocation/invocation.js'
import { nodeLabel } from '../run/node-label.js'
import { notRun } from '../run/not-run.js'
import { createStopwatch } from '../run/stopwatch.js'
import { writeResults } from './finish-run.js'
import { addInlineNode } from './inline-node.js'
import { type Loaded, load } from './load.js'
import { selectNodes } from './selection.js'
import type { CommandOutcome, Services } from './services.js'
import { withSessions } from './with-servers.js'

export interface CompileOptions {
  /** A query given on the command line instead of nodes. */
  readonly inline?: string
}

export const compilableTypes: readonly string[] = ['model', 'test', 'snapshot', 'analysis', 'seed']

/** `tdbt compile`: writes the SQL of the selected nodes, and shows it where they were named. */
export async function compileNodes(
  invocation: Invocation,
  services: Services,
  options: CompileOptions,
): Promise<CommandOutcome> {
  const project = await load(invocation, services)
  const inline = options.inline === undefined ? null : addInlineNode(invocation, project, options.inline)
  const loaded: Loaded = inline?.loaded ?? project
  const ids = inline ? [inline.id] : selectNodes(invocation, loaded, { allowedTypes: compilableTypes })
  await compileSelected(invocation, services, loaded, ids, inline !== null)
  return { success: true, results: [] }
}

/** Compiles nodes and writes their SQL; of nodes of the project the artifacts too. */
export async function compileSelected(
  invocation: Invocation,
  services: Services,
  loaded: Loaded,
  ids: readonly string[],
  isInline: boolean,
): Promise<void> {
  const watch = createStopwatch(invocation.now)
  const state = createCompileState(invocation, loaded.project, loaded.parsed, ids)
  const results: NodeResult[] = []
  // dbt gives no results of them.
  const ephemerals: NodeResult[] = []
  await withSessions(invocation, services, loaded.project.target, async (servers, sessionOn) => {
    for (const id of ids) {
      const node = loaded.parsed.manifest.nodes.get(id)
      if (node === undefined) continue
      const result = notRun(nodeLabel(node), 'success', { relationName: node.relationName })
      if (node.resourceType === 'seed') {
        results.push(result)
        continue
      }
      const session = await sessionOn(servers.of(loaded.parsed.residences.of(node)))
      const nodeWatch = createStopwatch(invocation.now)
      const { code } = await nodeWatch.timed('compile', () => compileNode(state, session, node))
      const isEphemeral = node.config.materialized === 'ephemeral'
      const to = isEphemeral ? ephemerals : results
      to.push({
        ...result,
        compiled: code,
        executionTime: nodeWatch.seconds(),
        timing: nodeWatch.timing,
      })
      if (!isInline && code.path !== null) loaded.files.write(code.path, code.code)
      const isNamed = isInline || invocation.flags.select.length > 0
      if (isNamed && node.resourceType !== 'test') {
        invocation.emit({
          name: 'CompiledNode',
          nodeName: node.name,
          compiled: code.code,
          isInline,
        })
      }
    }
  })
  if (isInline) await loaded.files.finished()
  else await writeResults(invocation, loaded, results, watch.seconds(), ephemerals)
}
