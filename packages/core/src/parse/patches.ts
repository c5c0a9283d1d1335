import type { TdbtError } from '@tdbt/adapter-api'
import { type Json, toObject } from '../json.js'
import type { Macro } from '../manifest/macro.js'
import { versionName } from '../manifest/model-version.js'
import type { NodeType } from '../manifest/node.js'
import { showPlace } from '../project/text-place.js'
import { noDescription } from './descriptions.js'
import type { Draft } from './draft.js'
import type { ErrorCollector } from './parse-errors.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry, Section } from './read-properties.js'

/** The section of properties files that describes nodes of a type. */
export const sectionOf: Readonly<Partial<Record<NodeType, Section>>> = {
  model: 'models',
  seed: 'seeds',
  snapshot: 'snapshots',
  analysis: 'analyses',
  test: 'data_tests',
}

/** Adds an error for each entry that describes what another has described already. */
export function checkTwins(properties: readonly PropertyEntry[], errors: ErrorCollector): void {
  const known = new Map<string, PropertyEntry>()
  for (const property of properties) {
    // Of these more than one may have a name.
    if (property.section === 'sources' || property.section === 'unit_tests') continue
    const key = `${property.section} ${property.file.packageName} ${property.name}`
    const twin = known.get(key)
    if (twin === undefined) known.set(key, property)
    else {
      errors.add(describedTwice(property, twin))
    }
  }
}

function describedTwice(property: PropertyEntry, twin: PropertyEntry): TdbtError {
  return property.error(
    'described-twice',
    `'${property.name}' is described twice under '${property.section}'`,
    [],
    `the other is ${showPlace(twin.error('described-twice', '').place)}; merge the two`,
  )
}

/**
 * The properties of nodes by their unique ids. dbt looks for what an entry describes in its own package, then in all
 * others.
 */
export function propertiesOfNodes(
  drafts: readonly Draft[],
  properties: readonly PropertyEntry[],
  errors: ErrorCollector,
): ReadonlyMap<string, PropertyEntry> {
  const ids = new Set(drafts.map(({ uniqueId }) => uniqueId))
  const elsewhere: { readonly property: PropertyEntry; readonly type: string }[] = []
  const described = new Map<string, PropertyEntry>()
  for (const property of properties) {
    const { section, file, name, version } = property
    const type = typeOf.get(section)
    if (type === undefined) continue
    const suffix = version === null ? name : `${name}.${versionName(version.v)}`
    const id = `${type}.${file.packageName}.${suffix}`
    if (ids.has(id)) described.set(id, property)
    else if (version === null && type !== 'test') elsewhere.push({ property, type })
  }
  for (const { property, type } of elsewhere) {
    const draft = drafts.find((each) => each.resourceType === type && each.name === property.name)
    if (draft === undefined || draft.version !== null) continue
    const twin = described.get(draft.uniqueId)
    if (twin === undefined) described.set(draft.uniqueId, property)
    else errors.add(describedTwice(property, twin))
  }
  return described
}

const typeOf: ReadonlyMap<Section, string> = new Map(
  Object.entries(sectionOf).map(([type, section]) => [section, type]),
)

/** Macros with the descriptions and arguments of their properties. */
export function patchMacros(
  macros: ReadonlyMap<string, Macro>,
  properties: readonly PropertyEntry[],
  state: ParseState,
): ReadonlyMap<string, Macro> {
  const patched = new Map(macros)
  for (const property of properties) {
    if (property.section !== 'macros') continue
    const { file, entry, name } = property
    const macro = patched.get(`macro.${file.packageName}.${name}`)
    if (!macro) continue
    patched.set(macro.uniqueId, {
      ...macro,
      description: (state.errors.attempt(() => state.describe(entry.description, property)) ?? noDescription)
        .text,
      meta: { ...toObject(entry.meta), ...toObject(toObject(entry.config).meta) },
      docs: { ...macro.docs, ...toObject(toObject(entry.config).docs ?? entry.docs) },
      patchPath: `${file.packageName}://${file.originalFilePath}`,
      arguments: state.errors.attempt(() => argumentsOf(state, property)) ?? [],
    })
  }
  return patched
}

function argumentsOf(state: ParseState, property: PropertyEntry): readonly Json[] {
  const { entry } = property
  const listed = Array.isArray(entry.arguments) ? (entry.arguments as unknown[]) : []
  return listed.map((argument, index) => {
    const { name = null, type = null, description } = toObject(argument)
    const path = ['arguments', index]
    if (typeof name !== 'string')
      throw property.error('properties-not-valid', "an argument needs a 'name'", path)
    return { name, type, description: state.describe(description, property, path).text }
  })
}
