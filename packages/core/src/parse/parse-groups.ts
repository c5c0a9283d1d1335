import { nearest, TdbtError } from '@tdbt/adapter-api'
import { type JsonObject, toObject } from '../json.js'
import type { Group, ManifestNode } from '../manifest/node.js'
import type { RefuseConfig } from './config-field.js'
import { layersAround } from './config-layers.js'
import { configOrigin, placesInProperties } from './config-origin.js'
import type { ConfigTrees } from './config-tree.js'
import { fqnOf } from './make-resource.js'
import { mergeConfigs } from './merge-config.js'
import type { ParseState } from './parse-state.js'
import { type Entry, isEntry, type PropertyEntry } from './read-properties.js'

/** Reads the entries of `groups:`, by unique id; one without an owner is dbt's error. */
export function parseGroups(
  state: ParseState,
  trees: ConfigTrees,
  properties: readonly PropertyEntry[],
): ReadonlyMap<string, Group> {
  const { errors } = state
  const groups = new Map<string, Group>()
  for (const property of properties) {
    const { section, entry, file, name, error } = property
    if (section !== 'groups') continue
    if (!hasOwner(entry)) {
      errors.add(
        error(
          'properties-not-valid',
          `the group '${name}' has no 'owner' with a name or an email`,
          ['owner'],
          'write owner: {name: ..., email: ...}',
        ),
      )
    }
    const uniqueId = `group.${file.packageName}.${name}`
    // dbt looks for configs of groups among those of models, and keeps whatever it finds.
    const fqn = fqnOf(property, name)
    const layers = layersAround(state, trees, { packageName: file.packageName, fqn, tree: 'models' }, [
      toObject(entry.config),
    ])
    const refuse: RefuseConfig = (reason, key) =>
      error('config-type', `the config '${key}' of ${name} ${reason}`, ['config', key])
    const config = errors.attempt(() => mergeConfigs({ meta: {} }, layers.rendered, refuse))
    groups.set(uniqueId, {
      uniqueId,
      packageName: file.packageName,
      name,
      path: file.path,
      originalFilePath: file.originalFilePath,
      owner: { email: null, name: null, ...toObject(entry.owner) },
      description: typeof entry.description === 'string' ? entry.description : null,
      config: (config ?? {}) as JsonObject,
    })
  }
  return groups
}

/** dbt wants one of the two. */
export function hasOwner({ owner }: Entry): boolean {
  return isEntry(owner) && (owner.name ?? owner.email ?? null) !== null
}

/** Adds an error for each node of a group that is not there. */
export function checkGroups(
  state: ParseState,
  nodes: Iterable<ManifestNode>,
  groups: ReadonlyMap<string, Group>,
  described: ReadonlyMap<string, PropertyEntry>,
): void {
  const names = [...groups.values()].map(({ name }) => name)
  for (const node of nodes) {
    if (node.resourceType === 'test' || node.group === null || names.includes(node.group)) continue
    const property = described.get(node.uniqueId)
    state.errors.add(
      new TdbtError('group-not-found', `${node.name} is of the group '${node.group}', which is not there`, {
        ...configOrigin(state, { ...node, entry: null }, placesInProperties(property), 'group'),
        hint: nearest(node.group, names),
      }),
    )
  }
}
