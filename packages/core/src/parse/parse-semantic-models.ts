import { fromJs, str } from '@tdbt/jinja'
import { asText, type Json, type JsonObject, toObject } from '../json.js'
import type { YamlResource } from '../manifest/yaml-resource.js'
import type { ConfigTrees } from './config-tree.js'
import { fqnOf, makeResource } from './make-resource.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'
import { resourceConfig } from './resource-config.js'
import { semanticModelConfigs } from './resource-configs.js'
import { readExpression } from './static-reads.js'
import {
  anything,
  flag,
  list,
  number,
  oneOf,
  optional,
  readShape,
  record,
  type Shape,
  text,
} from './yaml-shape.js'

/** What Python prints of a value that may be a text, a number or true. */
export const printed: Shape = (value) => str(fromJs(value))

const aggregations = [
  'sum',
  'min',
  'max',
  'count_distinct',
  'sum_boolean',
  'average',
  'percentile',
  'median',
  'count',
]
export const granularities = [
  'nanosecond',
  'microsecond',
  'millisecond',
  'second',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'quarter',
  'year',
]

const entity = record({
  name: text,
  type: oneOf('foreign', 'natural', 'primary', 'unique'),
  description: optional(text),
  label: optional(text),
  role: optional(text),
  expr: optional(printed),
  config: optional(anything, {}),
})

const dimension = record({
  name: text,
  type: oneOf('categorical', 'time'),
  description: optional(text),
  label: optional(text),
  is_partition: optional(flag, false),
  type_params: optional(
    record({
      time_granularity: oneOf(...granularities),
      validity_params: optional(record({ is_start: optional(flag, false), is_end: optional(flag, false) })),
    }),
  ),
  expr: optional(printed),
  config: optional(anything, {}),
})

const measure = record({
  name: text,
  agg: oneOf(...aggregations),
  description: optional(text),
  label: optional(text),
  create_metric: optional(flag, false),
  expr: optional(printed),
  agg_params: optional(
    record({
      percentile: optional(number),
      use_discrete_percentile: optional(flag, false),
      use_approximate_percentile: optional(flag, false),
    }),
  ),
  non_additive_dimension: optional(
    record({ name: text, window_choice: oneOf(...aggregations), window_groupings: list(text) }),
  ),
  agg_time_dimension: optional(text),
  config: optional(anything, {}),
})

const semanticModel = record(
  {
    model: text,
    description: optional(text),
    label: optional(text),
    defaults: optional(record({ agg_time_dimension: optional(text) })),
    entities: list(entity),
    measures: list(measure),
    dimensions: list(dimension),
    primary_entity: optional(text),
  },
  ['name', 'config'],
)

/** A metric that a measure with `create_metric` makes. */
export interface MadeMetric {
  readonly entry: JsonObject
  readonly config: JsonObject
}

export interface ParsedSemanticModel {
  readonly resource: YamlResource
  readonly metrics: readonly MadeMetric[]
}

/** Reads one entry of `semantic_models:`. */
export function parseSemanticModel(
  state: ParseState,
  trees: ConfigTrees,
  property: PropertyEntry,
): ParsedSemanticModel {
  const { name } = property
  const shape = toObject(readShape(semanticModel, property, property.entry))
  const fqn = fqnOf(property, name)
  const { config, unrendered } = resourceConfig(
    state,
    trees,
    property,
    fqn,
    'semantic-models',
    semanticModelConfigs,
  )
  const meta = toObject(config.meta)
  const describe =
    (key: string, index?: number): ((element: JsonObject) => string | null) =>
    ({ description }) =>
      description === null || description === undefined
        ? null
        : state.describe(description, property, index === undefined ? [] : [key, index]).text
  const elements = (key: 'entities' | 'measures' | 'dimensions'): readonly JsonObject[] =>
    (shape[key] as readonly JsonObject[]).map((element, index) => ({
      ...element,
      description: describe(key, index)(element),
      config: { meta: { ...meta, ...toObject(toObject(element.config).meta) } },
    }))
  const measures = elements('measures')
  const { refs } = readExpression(state, shape.model, () => property.error('jinja-runtime', '', ['model']))
  const resource = makeResource(state, property, {
    resourceType: 'semantic_model',
    name,
    fqn,
    refs,
    config,
    shape: {
      ...shape,
      node_relation: null,
      description: describe('')(shape),
      entities: elements('entities'),
      measures: measures.map((element) => ({ ...element, create_metric: false })),
      dimensions: elements('dimensions').map((element) => ({ ...element, metadata: null })),
      metadata: null,
      unrendered_config: unrendered,
      group: (config.group as Json | undefined) ?? null,
    },
  })
  const made = (shape.measures as readonly JsonObject[]).filter((each) => each.create_metric === true)
  return { resource, metrics: made.map((each) => metricOf(each, config)) }
}

function metricOf(element: JsonObject, { enabled, meta }: JsonObject): MadeMetric {
  const name = asText(element.name)
  return {
    entry: {
      name,
      label: element.label ?? name,
      type: 'simple',
      type_params: { measure: name, expr: element.expr ?? name },
      description: element.description ?? `Metric created from measure ${name}`,
    },
    config: { enabled: enabled ?? true, meta: meta ?? {} },
  }
}
