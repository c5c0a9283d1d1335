import { TdbtError } from '@tdbt/adapter-api'
import type { NodeConfig } from '../manifest/node.js'
import { configOrigin, placesInProperties } from './config-origin.js'
import type { Draft } from './draft.js'
import type { ErrorCollector } from './parse-errors.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry, Section } from './read-properties.js'

// What dbt has and tdbt doesn't yet is refused where to go on would build something else than dbt does. What can be
// left out, such as unit tests, is warned about where it is read.

/** Keys of properties that decide what a file is. */
const keysNotYet: Readonly<Partial<Record<Section, readonly [key: string, what: string]>>> = {
  models: ['versions', 'versions of models'],
  snapshots: ['relation', 'snapshots that are written in YAML alone'],
}

/** Adds an error for each property that can't be acted on yet. */
export function refuseProperties(properties: readonly PropertyEntry[], errors: ErrorCollector): void {
  for (const { section, entry, error } of properties) {
    const [key, what] = keysNotYet[section] ?? []
    if (key === undefined || entry[key] === undefined || entry[key] === null) continue
    errors.add(error('not-there-yet', `${what} are not there yet`, [key]))
  }
}

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
  const { enforced } = config.contract as { readonly enforced?: unknown }
  if (enforced === true && (config.materialized === 'table' || config.materialized === 'incremental')) {
    throw refuse('tables with an enforced contract', 'contract')
  }
}
