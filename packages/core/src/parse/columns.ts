import { asText, type JsonObject, toObject, toTexts } from '../json.js'
import type { ColumnInfo } from '../manifest/node.js'
import { parseConstraints } from './constraints.js'
import type { RenderDescription } from './descriptions.js'
import { columnKeys } from './property-keys.js'
import { type Entry, isEntry, type PropertyEntry } from './read-properties.js'

/** The `columns:` of a model, seed, snapshot or table. */
export function parseColumns(
  property: Pick<PropertyEntry, 'file' | 'error'>,
  columns: unknown,
  path: readonly (string | number)[],
  describe: RenderDescription,
): ReadonlyMap<string, ColumnInfo> {
  const found = new Map<string, ColumnInfo>()
  if (columns === undefined || columns === null) return found
  if (!Array.isArray(columns))
    throw property.error('properties-not-valid', "'columns' must be a list", [...path, 'columns'])
  columns.forEach((column: unknown, index) => {
    if (!isEntry(column) || typeof column.name !== 'string') {
      throw property.error('properties-not-valid', "a column needs a 'name'", [...path, 'columns', index])
    }
    const description = describe(column.description, property, [...path, 'columns', index])
    const config = isEntry(column.config) ? column.config : {}
    found.set(column.name, {
      name: column.name,
      description: description.text,
      meta: { ...toObject(column.meta), ...toObject(config.meta) },
      dataType: column.data_type === undefined || column.data_type === null ? null : asText(column.data_type),
      constraints: parseConstraints(
        property,
        column.constraints,
        [...path, 'columns', index, 'constraints'],
        'column',
      ),
      quote: typeof column.quote === 'boolean' ? column.quote : null,
      tags: [...toTexts(column.tags), ...toTexts(config.tags)],
      granularity: typeof column.granularity === 'string' ? column.granularity : null,
      docBlocks: description.docBlocks,
      extra: extraOf(column),
    })
  })
  return found
}

/** Keys of the project's own, which dbt keeps beside its own. */
function extraOf(column: Entry): JsonObject {
  const own = Object.entries(column).filter(([key]) => !Object.hasOwn(columnKeys, key))
  return Object.fromEntries(own) as JsonObject
}
