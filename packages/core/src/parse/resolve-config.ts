import { nearest, TdbtError } from '@tdbt/adapter-api'
import type { NodeConfig } from '../manifest/node.js'
import { type RefuseConfig, refuseWrongTypes } from './config-field.js'
import { configOrigin, placesInProperties } from './config-origin.js'
import type { Draft } from './draft.js'
import { mergeConfigs, type RawConfig } from './merge-config.js'
import { configDefaults, nodeConfigs } from './node-configs.js'
import type { ParseState } from './parse-state.js'
import { slip } from './property-keys.js'
import type { PropertyEntry } from './read-properties.js'

/**
 * Joins the configs of a node from the weakest to the strongest over its defaults, and checks them.
 * @throws TdbtError that points at the config
 */
export function resolveConfig(
  state: ParseState,
  layers: readonly RawConfig[],
  draft: Draft,
  property: PropertyEntry | undefined,
): NodeConfig {
  const refuse: RefuseConfig = (reason, key) =>
    new TdbtError('config-type', `the config '${key}' of ${draft.name} ${reason}`, {
      ...configOrigin(state, draft, placesInProperties(property), key),
    })
  for (const layer of layers) warnOfMisspelt(state, layer, draft, property)
  const config = mergeConfigs(configDefaults[draft.resourceType], layers, refuse)
  refuseWrongTypes(config, nodeConfigs[draft.resourceType], refuse)
  return config as unknown as NodeConfig
}

/**
 * A key that dbt does not know is a project's own, which its macros may read; on Postgres dbt 1.11 says nothing of it.
 * One that is nearly a name of dbt's is rather a slip, and would have no effect.
 */
function warnOfMisspelt(
  state: ParseState,
  layer: RawConfig,
  draft: Draft,
  property: PropertyEntry | undefined,
): void {
  const known = nodeConfigs[draft.resourceType]
  for (const key of Object.keys(layer)) {
    if (key in known || key === 'pre_hook' || key === 'post_hook') continue
    const hint = nearest(key, Object.keys(known), { most: slip })
    if (hint === undefined) continue
    const origin = configOrigin(state, draft, placesInProperties(property), key)
    state.warn('CustomKeyInConfigDeprecation', `'${key}' is no config that dbt knows; ${hint}`, origin)
  }
}
