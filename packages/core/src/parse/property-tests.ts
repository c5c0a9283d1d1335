import { asText, toObject, toTexts } from '../json.js'
import { versionText } from '../manifest/model-version.js'
import type { Draft } from './draft.js'
import { parseGenericTests } from './generic-tests.js'
import type { ParseState } from './parse-state.js'
import { type Entry, isEntry, type PropertyEntry, type Section } from './read-properties.js'

const tested: ReadonlySet<Section> = new Set<Section>(['models', 'seeds', 'snapshots'])

/** The generic tests listed at a model, a seed or a snapshot and at its columns. */
export function parsePropertyTests(state: ParseState, property: PropertyEntry): readonly Draft[] {
  if (!tested.has(property.section)) return []
  const { entry, name, section, version } = property
  const v = version === null ? '' : versionText(version.v)
  const target = {
    expression: version === null ? `ref('${name}')` : `ref('${name}', version='${v}')`,
    label: version === null ? name : `${name}_v${v}`,
    reads: { name, package: null, version: version?.v ?? null },
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
      isQuoted(column, entry) ? state.dialect.quoteIdentifier(asText(column.name)) : asText(column.name),
    )
  })
  return [...ofColumns, ...parseGenericTests(state, property, entry, [], target, null)]
}

/** `quote` of a column goes before `quote_columns` of what it is a column of. */
export function isQuoted(column: Entry, owner: Entry): boolean {
  return column.quote === true || (column.quote == null && owner.quote_columns === true)
}
