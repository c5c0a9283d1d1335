import { nearest } from '@tdbt/adapter-api'
import { asText, type JsonObject } from '../json.js'
import { isEntry, type PropertyEntry } from './read-properties.js'

/** `time_spine` of a model: the column of its days (or hours ...), and columns of other lengths of time. */
export function parseTimeSpine({ entry, name, error }: PropertyEntry): JsonObject | null {
  const { time_spine: spine } = entry
  if (spine === undefined || spine === null) return null
  const at = (key: string): readonly string[] => ['time_spine', key]
  if (!isEntry(spine) || typeof spine.standard_granularity_column !== 'string') {
    throw error('time-spine-not-valid', `the time_spine of '${name}' has no 'standard_granularity_column'`, [
      'time_spine',
    ])
  }
  const columns = new Map(
    (Array.isArray(entry.columns) ? entry.columns : []).flatMap((column: unknown) =>
      isEntry(column) ? [[asText(column.name), column] as const] : [],
    ),
  )
  const standard = spine.standard_granularity_column
  const column = columns.get(standard)
  if (column === undefined) {
    throw error(
      'time-spine-not-valid',
      `'${standard}' is no column of '${name}'`,
      at('standard_granularity_column'),
      nearest(standard, columns.keys()),
    )
  }
  if (typeof column.granularity !== 'string') {
    throw error(
      'time-spine-not-valid',
      `the column '${standard}' of '${name}' has no 'granularity'`,
      at('standard_granularity_column'),
      'write granularity: day (or another) at the column',
    )
  }
  const custom = Array.isArray(spine.custom_granularities) ? spine.custom_granularities : []
  return {
    standard_granularity_column: standard,
    custom_granularities: custom.map((granularity: unknown, index) => {
      const path = [...at('custom_granularities'), index]
      if (!isEntry(granularity) || typeof granularity.name !== 'string')
        throw error('time-spine-not-valid', "a custom granularity needs a 'name'", path)
      const columnName = granularity.column_name ?? null
      const read = columnName === null ? granularity.name : asText(columnName)
      if (!columns.has(read)) {
        throw error(
          'time-spine-not-valid',
          `'${read}' is no column of '${name}'`,
          path,
          nearest(read, columns.keys()),
        )
      }
      return { name: granularity.name, column_name: columnName === null ? null : asText(columnName) }
    }),
  }
}
