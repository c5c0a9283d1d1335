import { type Json, type JsonObject, toObject, toTexts } from '../json.js'
import type { YamlResource } from '../manifest/yaml-resource.js'
import type { ConfigTrees } from './config-tree.js'
import { fqnOf, makeResource } from './make-resource.js'
import { where } from './parse-metrics.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'
import { resourceConfig } from './resource-config.js'
import { savedQueryConfigs } from './resource-configs.js'
import { anything, list, number, optional, readShape, record, text } from './yaml-shape.js'

const savedQuery = record(
  {
    query_params: record({
      metrics: list(text),
      group_by: list(text),
      where,
      order_by: list(text),
      limit: optional(number),
    }),
    description: optional(text),
    label: optional(text),
    exports: list(record({ name: text, config: optional(anything, {}) })),
    tags: optional(anything, []),
  },
  ['name', 'config'],
)

/** Reads one entry of `saved_queries:`. */
export function parseSavedQuery(
  state: ParseState,
  trees: ConfigTrees,
  property: PropertyEntry,
): YamlResource {
  const { name } = property
  const shape = toObject(readShape(savedQuery, property, property.entry))
  const fqn = fqnOf(property, name)
  const { config, unrendered } = resourceConfig(
    state,
    trees,
    property,
    fqn,
    'saved-queries',
    savedQueryConfigs,
  )
  const tags = [...new Set([...toTexts(shape.tags), ...toTexts(config.tags)])].sort()
  const { description } = shape
  return makeResource(state, property, {
    resourceType: 'saved_query',
    name,
    fqn,
    tags,
    config,
    shape: {
      ...shape,
      description: description === null ? null : state.describe(description, property).text,
      exports: (shape.exports as readonly JsonObject[]).map((each) => exportOf(state, each, config)),
      metadata: null,
      unrendered_config: unrendered,
      group: (config.group as Json | undefined) ?? null,
      refs: [],
      tags,
    },
  })
}

/** An export with where it would be written. */
function exportOf({ project }: ParseState, { name, config: raw }: JsonObject, query: JsonObject): JsonObject {
  const own = toObject(raw)
  return {
    name: name!,
    config: {
      export_as: own.export_as ?? query.export_as ?? null,
      schema_name: own.schema_name ?? own.schema ?? query.schema ?? project.target.schema,
      alias: own.alias ?? name!,
      database: own.database ?? project.target.database,
    },
    unrendered_config: own,
  }
}
