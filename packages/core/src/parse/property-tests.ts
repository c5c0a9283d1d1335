import { asText } from '../json.js'
import { toObject, toTexts } from './columns.js'
import type { Draft } from './draft.js'
import { parseGenericTests } from './generic-tests.js'
import type { ParseState } from './parse-state.js'
import { isEntry, type PropertyEntry, type Section } from './read-properties.js'

const tested: ReadonlySet<Section> = new Set<Section>(['models', 'seeds', 'snapshots'])

/** The generic tests listed at models, seeds and snapshots and at their columns. */
export function parsePropertyTests(
  state: ParseState,
  properties: readonly PropertyEntry[],
): readonly Draft[] {
  return properties
    .filter((property) => tested.has(property.section))
    .flatMap((property) => state.errors.attempt(() => testsOf(state, property)) ?? [])
}

function testsOf(state: ParseState, property: PropertyEntry): readonly Draft[] {
  const { entry, name, section } = property
  const target = {
    expression: `ref('${name}')`,
    label: name,
    isSource: false,
    fileKeyName: `${section}.${name}`,
    tags: [],
  }
  const columns = Array.isArray(entry.columns) ? entry.columns : []
  const ofColumns = columns.flatMap((column: unknown, index) => {
    if (!isEntry(column)) return []
    const withTags = { ...target, tags: [...toTexts(column.tags), ...toTexts(toObject(column.config).tags)] }
    return parseGenericTests(
      state,
      property,
      column,
      ['columns', index],
      withTags,
      column.quote === true ? state.dialect.quoteIdentifier(asText(column.name)) : asText(column.name),
    )
  })
  return [...ofColumns, ...parseGenericTests(state, property, entry, [], target, null)]
}
