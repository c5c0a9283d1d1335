import { createRelation, renderRelation } from '@tdbt/adapter-api'
import { quotingOf } from '../context/quoting.js'
import type { Json, JsonObject } from '../json.js'
import type { SourceDefinition } from '../manifest/node.js'
import { parseColumns, toObject, toTexts } from './columns.js'
import type { Draft } from './draft.js'
import type { ConfigTrees } from './finish-node.js'
import { parseGenericTests } from './generic-tests.js'
import type { ParseState } from './parse-state.js'
import { isEntry, type PropertyEntry } from './read-properties.js'

export interface ParsedSource {
  readonly source: SourceDefinition
  readonly enabled: boolean
  readonly tests: readonly Draft[]
}

const noThreshold = { count: null, period: null }
const noFreshness = { warn_after: noThreshold, error_after: noThreshold, filter: null }

/** Reads one entry of `sources:` into its tables and their tests. */
export function parseSource(
  state: ParseState,
  trees: ConfigTrees,
  property: PropertyEntry,
): readonly ParsedSource[] {
  const { entry } = property
  const tables = entry.tables ?? []
  if (!Array.isArray(tables)) throw property.error("'tables' must be a list", ['tables'])
  const found: ParsedSource[] = []
  tables.forEach((table: unknown, index) => {
    const parsed = state.errors.attempt(() => {
      if (!isEntry(table) || typeof table.name !== 'string') {
        throw property.error("a table needs a 'name'", ['tables', index])
      }
      return parseTable(state, trees, property, table as { readonly name: string }, index)
    })
    if (parsed) found.push(parsed)
  })
  return found
}

function parseTable(
  state: ParseState,
  trees: ConfigTrees,
  property: PropertyEntry,
  table: Readonly<Record<string, unknown>> & { readonly name: string },
  index: number,
): ParsedSource {
  const { entry, file } = property
  const folders = file.path.split('/').slice(0, -1)
  const fqn = [file.packageName, ...folders, property.name, table.name]
  const sourceConfig = toObject(entry.config)
  const tableConfig = toObject(table.config)
  const config = Object.assign(
    {},
    ...trees(file.packageName, 'sources')(fqn),
    sourceConfig,
    tableConfig,
  ) as Record<string, unknown>
  if (file.packageName !== state.project.root.name) {
    Object.assign(config, ...trees(state.project.root.name, 'sources')(fqn))
  }
  const database = text(entry.database) ?? state.project.target.database
  const schema = text(entry.schema) ?? property.name
  const identifier = text(table.identifier) ?? table.name
  const quoting = { ...toObject(entry.quoting), ...toObject(table.quoting) }
  const relation = createRelation(
    { database, schema, identifier },
    { quote: quotingOf(state.project.root.config.quoting, quoting) },
  )
  const sourceMeta = { ...toObject(entry.meta), ...toObject(sourceConfig.meta) }
  const meta: JsonObject = { ...sourceMeta, ...toObject(table.meta), ...toObject(tableConfig.meta) }
  const tags = [
    ...new Set([
      ...toTexts(config.tags),
      ...toTexts(entry.tags),
      ...toTexts(sourceConfig.tags),
      ...toTexts(table.tags),
    ]),
  ]
  const freshness = freshnessOf(sourceConfig.freshness ?? entry.freshness, tableConfig.freshness, table)
  const loadedAtField = text(
    tableConfig.loaded_at_field ??
      table.loaded_at_field ??
      sourceConfig.loaded_at_field ??
      entry.loaded_at_field,
  )
  const loadedAtQuery = text(
    tableConfig.loaded_at_query ??
      table.loaded_at_query ??
      sourceConfig.loaded_at_query ??
      entry.loaded_at_query,
  )
  const description = state.describe(table.description, file.packageName, file.originalFilePath)
  const sourceDescription = state.describe(entry.description, file.packageName, file.originalFilePath)
  const enabled = config.enabled !== false
  const source: SourceDefinition = {
    uniqueId: `source.${file.packageName}.${property.name}.${table.name}`,
    resourceType: 'source',
    packageName: file.packageName,
    sourceName: property.name,
    sourceDescription: sourceDescription.text,
    name: table.name,
    path: file.originalFilePath,
    originalFilePath: file.originalFilePath,
    fqn,
    database,
    schema,
    identifier,
    relationName: renderRelation(relation, state.dialect),
    quoting: {
      database: flag(quoting.database),
      schema: flag(quoting.schema),
      identifier: flag(quoting.identifier),
    },
    loader: text(table.loader ?? entry.loader) ?? '',
    loadedAtField,
    loadedAtQuery,
    freshness,
    external: (table.external as Json) ?? null,
    description: description.text,
    docBlocks: description.docBlocks,
    columns: parseColumns(property, table.columns, ['tables', index], state.describe),
    meta,
    sourceMeta,
    tags,
    config: {
      enabled,
      event_time: (config.event_time as Json) ?? null,
      freshness,
      loaded_at_field: loadedAtField,
      loaded_at_query: loadedAtQuery,
      meta,
      tags,
      static_analysis: null,
    },
    unrenderedConfig: config as JsonObject,
    unrenderedDatabase: text(entry.database),
    unrenderedSchema: text(entry.schema),
    createdAt: state.createdAt,
  }
  return { source, enabled, tests: enabled ? testsOf(state, property, table, index, tags) : [] }
}

function testsOf(
  state: ParseState,
  property: PropertyEntry,
  table: Readonly<Record<string, unknown>> & { readonly name: string },
  index: number,
  tags: readonly string[],
): readonly Draft[] {
  const target = {
    expression: `source('${property.name}', '${table.name}')`,
    label: `${property.name}_${table.name}`,
    isSource: true,
    fileKeyName: `sources.${property.name}`,
    tags,
  }
  const columns = Array.isArray(table.columns) ? table.columns : []
  return [
    ...columns.flatMap((column: unknown, at) => {
      if (!isEntry(column)) return []
      const key = 'data_tests' in column ? 'data_tests' : 'tests'
      const withTags = { ...target, tags: [...tags, ...toTexts(column.tags)] }
      return parseGenericTests(
        state,
        property,
        column[key],
        ['tables', index, 'columns', at, key],
        withTags,
        String(column.name),
      )
    }),
    ...parseGenericTests(
      state,
      property,
      table.data_tests ?? table.tests,
      ['tables', index, 'data_tests' in table ? 'data_tests' : 'tests'],
      target,
      null,
    ),
  ]
}

/** dbt: a table's freshness goes over its source's key by key; `null` at the table turns it off. */
function freshnessOf(ofSource: unknown, ofConfig: unknown, table: Readonly<Record<string, unknown>>): Json {
  const own = ofConfig !== undefined ? ofConfig : table.freshness
  if (own === null) return null
  const merged = { ...noFreshness, ...toObject(ofSource), ...toObject(own) }
  return merged as Json
}

function text(value: unknown): string | null {
  return value === undefined || value === null ? null : String(value)
}

function flag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}
