import type { JsonObject } from '../json.js'
import { toObject } from '../json.js'
import type { TreeKey } from '../project/project-config.js'
import { type ConfigField, type RefuseConfig, refuseWrongTypes } from './config-field.js'
import { layersAround } from './config-layers.js'
import type { ConfigTrees } from './config-tree.js'
import { mergeConfigs, setConfigs } from './merge-config.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'

/** The config of what stands in properties files alone: of its tree in dbt_project.yml and of its entry. */
export function resourceConfig(
  state: ParseState,
  trees: ConfigTrees,
  property: PropertyEntry,
  fqn: readonly string[],
  tree: TreeKey,
  fields: Readonly<Record<string, ConfigField>>,
  own: JsonObject = toObject(property.entry.config),
): { readonly config: JsonObject; readonly unrendered: JsonObject } {
  const { file, name, error } = property
  const layers = layersAround(state, trees, { packageName: file.packageName, fqn, tree }, [own])
  const refuse: RefuseConfig = (reason, key) =>
    error('config-type', `the config '${key}' of ${name} ${reason}`, ['config', key])
  const defaults = Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.default]))
  const config = mergeConfigs(defaults, layers.rendered, refuse)
  refuseWrongTypes(config, fields, refuse)
  // Of these trees dbt looks for what is written under a name that no project has.
  const written = tree.includes('-') ? [own] : layers.unrendered
  return { config: config as JsonObject, unrendered: setConfigs(written) as JsonObject }
}
