import { nearest, TdbtError } from '@tdbt/adapter-api'

/** The resource types that dbt's flags and selectors know; those that tdbt doesn't read yet match nothing. */
const knownTypes = [
  'model',
  'seed',
  'snapshot',
  'test',
  'unit_test',
  'source',
  'exposure',
  'analysis',
  'operation',
  'metric',
  'semantic_model',
  'saved_query',
  'function',
] as const

export interface ResourceTypeChoice {
  /** What the command can work on; `--resource-type all`. */
  readonly allowedTypes: readonly string[]
  /** What it works on unless told otherwise, if that is less. */
  readonly defaultTypes?: readonly string[]
  /** `--resource-type` */
  readonly resourceTypes: readonly string[]
  /** `--exclude-resource-type` */
  readonly excludeResourceTypes: readonly string[]
}

/**
 * The types of which a command takes what is selected, never one that it can't work on.
 * @throws TdbtError (`Runtime`) for an unknown type.
 */
export function chooseResourceTypes(choice: ResourceTypeChoice): ReadonlySet<string> {
  const { allowedTypes, defaultTypes = allowedTypes, resourceTypes, excludeResourceTypes } = choice
  const chosen = new Set<string>()
  for (const name of resourceTypes.length > 0 ? resourceTypes : ['default']) {
    if (name === 'all') for (const type of allowedTypes) chosen.add(type)
    else if (name === 'default') for (const type of defaultTypes) chosen.add(type)
    else chosen.add(parseResourceType(name))
  }
  for (const name of excludeResourceTypes) chosen.delete(parseResourceType(name))
  return new Set(allowedTypes.filter((type) => chosen.has(type)))
}

/** @throws TdbtError (`Runtime`) for an unknown type. */
export function parseResourceType(name: string): string {
  const type = knownTypes.find((known) => known === name)
  if (type) return type
  throw new TdbtError('resource-type-unknown', `'${name}' is no resource type`, {
    hint: nearest(name, knownTypes) ?? `these are: ${knownTypes.join(', ')}`,
  })
}
