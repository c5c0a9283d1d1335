import { nearest } from '@tdbt/adapter-api'
import { asText, type JsonObject, toObject, toTexts } from '../json.js'
import type { Exposure } from '../manifest/node.js'
import {
  type ConfigField,
  flag,
  mapping,
  type RefuseConfig,
  refuseWrongTypes,
  texts,
} from './config-field.js'
import { layersAround } from './config-layers.js'
import type { ConfigTrees } from './config-tree.js'
import { fqnOf } from './make-resource.js'
import { setConfigs } from './merge-config.js'
import { hasOwner } from './parse-groups.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'
import { readExpression, type StaticReads } from './static-reads.js'

/** dbt 1.11's configs of an exposure. */
export const exposureConfigs: Readonly<Record<string, ConfigField>> = {
  enabled: { type: flag, default: true, describe: 'false takes the exposure out of the project' },
  tags: { type: texts, default: [], describe: 'Words to select by: tag:x' },
  meta: { type: mapping, default: {}, describe: 'Anything of your own' },
}

const wordKeys: ReadonlyMap<string, readonly string[]> = new Map([
  ['type', ['dashboard', 'notebook', 'analysis', 'ml', 'application']],
  ['maturity', ['low', 'medium', 'high']],
])

/** Reads one entry of `exposures:`. What it depends on is resolved with the refs of all nodes. */
export function parseExposure(state: ParseState, trees: ConfigTrees, property: PropertyEntry): Exposure {
  const { entry, file, name } = property
  if (!hasOwner(entry)) {
    throw property.error(
      'properties-not-valid',
      `the exposure '${name}' has no 'owner' with a name or an email`,
      ['owner'],
      'write owner: {name: ..., email: ...}',
    )
  }
  for (const [key, choices] of wordKeys) {
    const value = entry[key]
    if (choices.includes(value as string) || (key === 'maturity' && value == null)) continue
    throw property.error(
      'properties-not-valid',
      `'${key}' of the exposure '${name}' must be one of ${choices.join(', ')}`,
      [key],
      typeof value === 'string' ? nearest(value, choices) : undefined,
    )
  }
  const dependsOn = entry.depends_on ?? []
  if (!Array.isArray(dependsOn))
    throw property.error('properties-not-valid', "'depends_on' must be a list", ['depends_on'])
  const reads: StaticReads = { refs: [], sources: [], metrics: [] }
  for (const [index, expression] of dependsOn.entries()) {
    readExpression(state, expression, () => property.error('jinja-runtime', '', ['depends_on', index]), reads)
  }
  if (!/^[\p{L}\p{N}_-]+/u.test(name) || /[^\p{L}\p{N}_-]/u.test(name)) {
    const message = `the name of the exposure '${name}' should have letters, digits and underscores alone; write it for people as its 'label'`
    state.warn('ExposureNameDeprecation', message, () => property.error('properties-not-valid', '', ['name']))
  }
  const fqn = fqnOf(property, name)
  const layers = layersAround(state, trees, { packageName: file.packageName, fqn, tree: 'exposures' }, [
    toObject(entry.config),
  ])
  const refuse: RefuseConfig = (reason, key) =>
    property.error('config-type', `the config '${key}' of ${name} ${reason}`, ['config', key])
  // dbt joins none of them: the nearest value counts.
  const config = { enabled: true, tags: [], meta: {}, ...setConfigs(layers.rendered) } as JsonObject
  refuseWrongTypes(config, exposureConfigs, refuse)
  const meta: JsonObject = { ...toObject(entry.meta), ...toObject(config.meta) }
  const tags = [...new Set([...toTexts(config.tags), ...toTexts(entry.tags)])].sort()
  const owner = toObject(entry.owner)
  return {
    uniqueId: `exposure.${file.packageName}.${name}`,
    resourceType: 'exposure',
    packageName: file.packageName,
    name,
    path: file.path,
    originalFilePath: file.originalFilePath,
    shownPath: file.shownPath,
    entry: property.at(),
    fqn,
    type: asText(entry.type ?? ''),
    owner: { email: null, name: null, ...owner },
    description: state.describe(entry.description, property).text,
    label: entry.label === undefined ? null : asText(entry.label),
    maturity: entry.maturity === undefined ? null : asText(entry.maturity),
    url: entry.url === undefined ? null : asText(entry.url),
    meta,
    tags,
    config: { enabled: config.enabled === true, tags, meta },
    unrenderedConfig: setConfigs(layers.unrendered) as JsonObject,
    ...reads,
    dependsOn: { macros: [], nodes: [] },
    createdAt: state.createdAt,
  }
}
