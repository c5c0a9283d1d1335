import { createRelation, type ErrorCode, renderRelation, type TdbtError } from '@tdbt/adapter-api'
import { quotingOf } from '../context/quoting.js'
import { asText, type Json, type JsonObject, toObject, toTexts } from '../json.js'
import type { SourceDefinition } from '../manifest/node.js'
import { residentDatabase } from '../manifest/residence.js'
import { parseColumns } from './columns.js'
import { refuseWrongTypes } from './config-field.js'
import { layersAround } from './config-layers.js'
import type { ConfigTrees } from './config-tree.js'
import { asWritten } from './descriptions.js'
import type { Draft } from './draft.js'
import { parseGenericTests } from './generic-tests.js'
import { type RawConfig, setConfigs } from './merge-config.js'
import type { ParseState } from './parse-state.js'
import { isEntry, type PropertyEntry } from './read-properties.js'
import { joinSourceConfigs, sourceConfigs } from './source-configs.js'
import { freshnessOf, isStated } from './source-freshness.js'

export interface ParsedSource {
  readonly source: SourceDefinition
  readonly enabled: boolean
  readonly tests: readonly Draft[]
  /** Makes an error that points at the table. */
  readonly error: (code: ErrorCode, message: string, hint?: string) => TdbtError
}

const noExternal = {
  location: null,
  file_format: null,
  row_format: null,
  tbl_properties: null,
  partitions: null,
}

/** Reads one entry of `sources:` into its tables and their tests. */
export function parseSource(
  state: ParseState,
  trees: ConfigTrees,
  property: PropertyEntry,
): readonly ParsedSource[] {
  const { entry } = property
  const tables = entry.tables ?? []
  if (!Array.isArray(tables))
    throw property.error('properties-not-valid', "'tables' must be a list", ['tables'])
  const found: ParsedSource[] = []
  tables.forEach((table: unknown, index) => {
    const parsed = state.errors.attempt(() => {
      if (!isEntry(table) || typeof table.name !== 'string') {
        throw property.error('properties-not-valid', "a table needs a 'name'", ['tables', index])
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
  const schema = text(entry.schema) ?? property.name
  const { target } = state.project
  const database = residentDatabase(target, { database: text(entry.database) ?? target.database, schema })
  const identifier = text(table.identifier) ?? table.name
  const quoting = { ...toObject(entry.quoting), ...toObject(table.quoting) }
  const relation = createRelation(
    { database, schema, identifier },
    { quote: quotingOf(state.project.root.config.quoting, quoting) },
  )
  const sourceMeta = { ...toObject(entry.meta), ...toObject(sourceConfig.meta) }
  const freshness = freshnessOf(entry, table)
  const loadedAt = (key: string): string | null =>
    text(tableConfig[key] ?? table[key] ?? sourceConfig[key] ?? entry[key])
  const stated: RawConfig = {
    ...sourceConfig,
    ...tableConfig,
    ...(freshness === null || isStated(freshness) ? { freshness } : {}),
    loaded_at_field: loadedAt('loaded_at_field'),
    loaded_at_query: loadedAt('loaded_at_query'),
    meta: { ...sourceMeta, ...toObject(table.meta), ...toObject(tableConfig.meta) },
    tags: [
      ...new Set([
        ...toTexts(tableConfig.tags ?? sourceConfig.tags),
        ...toTexts(entry.tags),
        ...toTexts(sourceConfig.tags),
        ...toTexts(table.tags),
      ]),
    ].sort(),
  }
  const layers = layersAround(state, trees, { packageName: file.packageName, fqn, tree: 'sources' }, [stated])
  const config = joinSourceConfigs(layers.rendered)
  refuseWrongTypes(config, sourceConfigs, (reason, key) =>
    property.error(
      'config-type',
      `the config '${key}' of ${property.name}.${table.name} ${reason}`,
      key in tableConfig
        ? ['tables', index, 'config', key]
        : key in sourceConfig
          ? ['config', key]
          : ['tables', index],
    ),
  )
  const tags = toTexts(config.tags)
  const meta = toObject(config.meta)
  const enabled = config.enabled !== false
  const describe = enabled ? state.describe : asWritten
  const description = describe(table.description, property, ['tables', index])
  const sourceDescription = describe(entry.description, property)
  const source: SourceDefinition = {
    uniqueId: `source.${file.packageName}.${property.name}.${table.name}`,
    resourceType: 'source',
    packageName: file.packageName,
    sourceName: property.name,
    sourceDescription: sourceDescription.text,
    name: table.name,
    path: file.originalFilePath,
    originalFilePath: file.originalFilePath,
    shownPath: file.shownPath,
    entry: property.at(['tables', index]),
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
    loader: text(entry.loader) ?? '',
    loadedAtField: text(config.loaded_at_field),
    loadedAtQuery: text(config.loaded_at_query),
    freshness: config.freshness as Json,
    external: isEntry(table.external) ? ({ ...noExternal, ...table.external } as JsonObject) : null,
    description: description.text,
    docBlocks: description.docBlocks,
    columns: parseColumns(property, table.columns, ['tables', index], describe),
    meta,
    sourceMeta,
    tags,
    config: {
      enabled,
      event_time: (config.event_time as Json) ?? null,
      freshness: config.freshness as Json,
      loaded_at_field: text(config.loaded_at_field),
      loaded_at_query: text(config.loaded_at_query),
      meta,
      tags,
      static_analysis: null,
    },
    unrenderedConfig: setConfigs(layers.unrendered) as JsonObject,
    unrenderedDatabase: text(property.raw.database),
    unrenderedSchema: text(property.raw.schema),
    createdAt: state.createdAt,
  }
  return {
    source,
    enabled,
    // Of tags dbt takes those that stand beside the configs.
    tests: enabled
      ? testsOf(state, property, table, index, [...toTexts(entry.tags), ...toTexts(table.tags)])
      : [],
    error: (code, message, hint) => property.error(code, message, ['tables', index, 'name'], hint),
  }
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
    reads: [property.name, table.name] as const,
    fileKeyName: `sources.${property.name}`,
    tags,
  }
  const columns = Array.isArray(table.columns) ? table.columns : []
  return [
    ...columns.flatMap((column: unknown, at) => {
      if (!isEntry(column)) return []
      const withTags = {
        ...target,
        tags: [...toTexts(column.tags), ...toTexts(toObject(column.config).tags), ...tags],
      }
      return parseGenericTests(
        state,
        property,
        column,
        ['tables', index, 'columns', at],
        withTags,
        column.quote === true ? state.dialect.quoteIdentifier(asText(column.name)) : asText(column.name),
      )
    }),
    ...parseGenericTests(state, property, table, ['tables', index], target, null),
  ]
}

function text(value: unknown): string | null {
  return value === undefined || value === null ? null : asText(value)
}

function flag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}
