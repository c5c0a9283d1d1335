import { TdbtError } from '@tdbt/adapter-api'
import type { NodeConfig } from '../manifest/node.js'
import { configOrigin, placesInProperties } from './config-origin.js'
import type { Draft } from './draft.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'

// What dbt has and tdbt doesn't yet is refused where to go on would build something else than dbt does. What can be
// left out, such as unit tests, is warned about where it is read.

/** @throws TdbtError for a model that can't be built in dbt's way yet */
export function refuseConfig(
  state: ParseState,
  config: NodeConfig,
  draft: Draft,
  property: PropertyEntry | undefined,
): void {
  if (draft.resourceType !== 'model' || !config.enabled) return
  const refuse = (what: string, key: string): TdbtError =>
    new TdbtError('not-there-yet', `${draft.name}: ${what} are not there yet`, {
      ...configOrigin(state, draft, placesInProperties(property), key),
    })
  if (config.materialized === 'incremental' && config.incremental_strategy === 'microbatch') {
    throw refuse('microbatch models', 'incremental_strategy')
  }
}
