import type { Json } from '../json.js'
import type { Macro } from '../manifest/macro.js'
import type { NodeType } from '../manifest/node.js'
import { showPlace } from '../project/text-place.js'
import { toObject } from './columns.js'
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

/** Finds the properties that describe a node. */
export interface PropertiesByName {
  find(draft: Pick<Draft, 'resourceType' | 'packageName' | 'name' | 'test'>): PropertyEntry | undefined
}

export function propertiesByName(
  properties: readonly PropertyEntry[],
  errors: ErrorCollector,
): PropertiesByName {
  const known = new Map<string, PropertyEntry>()
  for (const property of properties) {
    if (property.section === 'sources') continue
    const key = `${property.section} ${property.file.packageName} ${property.name}`
    const twin = known.get(key)
    if (twin === undefined) known.set(key, property)
    else {
      errors.add(
        property.error(
          'described-twice',
          `'${property.name}' is described twice under '${property.section}'`,
          [],
          `the other is ${showPlace(twin.error('described-twice', '').place)}; merge the two`,
        ),
      )
    }
  }
  return {
    find(draft) {
      const section = sectionOf[draft.resourceType]
      // Generic tests have no properties of their own: only singular ones are described by name.
      if (section === undefined || draft.test !== null) return undefined
      return known.get(`${section} ${draft.packageName} ${draft.name}`)
    },
  }
}

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
      docs: { ...macro.docs, ...toObject(entry.docs) },
      patchPath: `${file.packageName}://${file.originalFilePath}`,
      arguments: Array.isArray(entry.arguments) ? (entry.arguments as Json[]) : [],
    })
  }
  return patched
}
