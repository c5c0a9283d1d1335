import { nearest, TdbtError } from '@tdbt/adapter-api'
import type { Group, ManifestNode } from '../manifest/node.js'
import { toObject } from './columns.js'
import { configOrigin, placesInProperties } from './config-origin.js'
import type { ParseState } from './parse-state.js'
import { isEntry, type PropertyEntry } from './read-properties.js'

/** Reads the entries of `groups:`, by unique id; one without an owner is dbt's error. */
export function parseGroups(
  { errors }: ParseState,
  properties: readonly PropertyEntry[],
): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const property of properties) {
    const { section, entry, file, name, error } = property
    if (section !== 'groups') continue
    if (!isEntry(entry.owner)) {
      errors.add(
        error(
          'properties-not-valid',
          `the group '${name}' has no 'owner'`,
          ['owner'],
          'write owner: {name: ..., email: ...}',
        ),
      )
    }
    const uniqueId = `group.${file.packageName}.${name}`
    const { meta } = toObject(entry.config)
    groups.set(uniqueId, {
      uniqueId,
      packageName: file.packageName,
      name,
      path: file.path,
      originalFilePath: file.originalFilePath,
      owner: { email: null, name: null, ...toObject(entry.owner) },
      description: typeof entry.description === 'string' ? entry.description : null,
      config: { meta: meta ?? {} },
    })
  }
  return groups
}

/** Adds an error for each node of a group that is not there, as dbt does for models. */
export function checkGroups(
  state: ParseState,
  nodes: Iterable<ManifestNode>,
  groups: ReadonlyMap<string, Group>,
  propertyOf: (node: ManifestNode) => PropertyEntry | undefined,
): void {
  const names = [...groups.values()].map(({ name }) => name)
  for (const node of nodes) {
    if (node.resourceType !== 'model' || node.group === null || names.includes(node.group)) continue
    const property = propertyOf(node)
    state.errors.add(
      new TdbtError('group-not-found', `${node.name} is of the group '${node.group}', which is not there`, {
        ...configOrigin(state, { ...node, entry: null }, placesInProperties(property), 'group'),
        hint: nearest(node.group, names),
      }),
    )
  }
}
