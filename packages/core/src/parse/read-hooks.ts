import { TdbtError } from '@tdbt/adapter-api'
import type { ManifestNode, NodeConfig } from '../manifest/node.js'
import type { Draft } from './draft.js'
import { hookOrigin, hooksOf } from './hook-origin.js'
import { immediate } from './immediate.js'
import { parseContext } from './parse-node.js'
import type { ParseState } from './parse-state.js'
import { placedAt } from './template-error.js'

/**
 * Renders the hooks of a node once, as dbt does while parsing: what they read is read by the node, and what they call is
 * among its macros. A seed reads nothing.
 */
export function readHooks(
  state: ParseState,
  draft: Draft,
  config: NodeConfig,
  patch: ManifestNode['patch'],
): void {
  const hooks = hooksOf(config)
  if (hooks.length === 0) return
  const { refs, sources } = draft.findings
  const { globals } = parseContext(state, draft, draft.findings)
  for (const hook of hooks) {
    try {
      immediate(state.textTemplate(hook.sql).render(globals), draft.name)
      if (draft.resourceType === 'seed' && refs.length + sources.length > 0)
        throw new TdbtError('seed-reads', `Seeds cannot depend on other nodes: a hook of ${draft.name} does`)
    } catch (error) {
      throw placedAt(state.wrap(error), hookOrigin(state, { ...draft, patch }, hook) ?? {})
    }
  }
}
