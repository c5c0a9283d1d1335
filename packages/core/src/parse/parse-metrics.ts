import { asText, type Json, type JsonObject, toObject, toTexts } from '../json.js'
import type { YamlResource } from '../manifest/yaml-resource.js'
import type { ConfigTrees } from './config-tree.js'
import { fqnOf, makeResource } from './make-resource.js'
import { granularities, type MadeMetric, printed } from './parse-semantic-models.js'
import type { ParseState } from './parse-state.js'
import type { PropertyEntry } from './read-properties.js'
import { resourceConfig } from './resource-config.js'
import { metricConfigs } from './resource-configs.js'
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

/** `filter` and `where`: one condition or several, in templates that are not rendered here. */
export const where: Shape = (value) =>
  value === undefined || value === null
    ? null
    : { where_filters: toTexts(value).map((each) => ({ where_sql_template: each })) }

/** `28 days` */
const timeWindow: Shape = (value, { property, path }) => {
  const [count = '', unit = '', ...rest] = asText(value).toLowerCase().split(' ')
  if (!/^\d+$/.test(count) || unit === '' || rest.length > 0) {
    throw property.error(
      'properties-not-valid',
      "a window is a number and a length of time, such as '28 days'",
      path,
    )
  }
  const singular = unit.replace(/s$/, '')
  return { count: Number(count), granularity: granularities.includes(singular) ? singular : unit }
}

/** A name alone, or a mapping with the name. */
const named =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value, reading) =>
    record({ name: text, ...fields })(typeof value === 'string' ? { name: value } : value, reading)

const inputMeasure = named({
  filter: where,
  alias: optional(text),
  join_to_timespine: optional(flag, false),
  fill_nulls_with: optional(number),
})
const inputMetric = named({
  filter: where,
  alias: optional(text),
  offset_window: optional(timeWindow),
  offset_to_grain: optional(text),
})

const periodAggregation = oneOf('first', 'last', 'average')

const typeParams = record({
  measure: optional(inputMeasure),
  numerator: optional(inputMetric),
  denominator: optional(inputMetric),
  expr: optional(printed),
  window: optional(timeWindow),
  grain_to_date: optional(text),
  metrics: list(inputMetric),
  conversion_type_params: optional(
    record({
      base_measure: inputMeasure,
      conversion_measure: inputMeasure,
      entity: text,
      calculation: optional(oneOf('conversions', 'conversion_rate'), 'conversion_rate'),
      window: optional(timeWindow),
      constant_properties: optional(list(record({ base_property: text, conversion_property: text }))),
    }),
  ),
  cumulative_type_params: optional(
    record({
      window: optional(timeWindow),
      grain_to_date: optional(text),
      period_agg: optional(periodAggregation, 'first'),
    }),
  ),
})

const metric = record(
  {
    label: text,
    type: oneOf('simple', 'ratio', 'cumulative', 'derived', 'conversion'),
    type_params: typeParams,
    description: optional(text, ''),
    filter: where,
    time_granularity: optional(text),
    meta: optional(anything, {}),
    tags: list(text),
  },
  ['name', 'config'],
)

/** Reads one entry of `metrics:`, or the metric that a measure makes. */
export function parseMetric(
  state: ParseState,
  trees: ConfigTrees,
  property: PropertyEntry,
  made?: MadeMetric,
): YamlResource {
  const entry = made?.entry ?? property.entry
  const name = asText(entry.name)
  if (!/^[A-Za-z]\w*$/.test(name) || name.length > 250) {
    throw property.error(
      'properties-not-valid',
      `'${name}' is no name of a metric: it has at most 250 letters, digits and underscores, and begins with a letter`,
      ['name'],
    )
  }
  const shape = toObject(readShape(metric, property, entry))
  const fqn = fqnOf(property, name)
  const { config, unrendered } = resourceConfig(
    state,
    trees,
    property,
    fqn,
    'metrics',
    metricConfigs,
    made?.config ?? toObject(property.entry.config),
  )
  const meta = toObject(config.meta)
  return makeResource(state, property, {
    resourceType: 'metric',
    name,
    fqn,
    tags: toTexts(shape.tags),
    config,
    shape: {
      ...shape,
      description: state.describe(shape.description, property).text,
      type_params: paramsOf(shape),
      metadata: null,
      meta: Object.keys(meta).length > 0 ? meta : shape.meta!,
      unrendered_config: unrendered,
      sources: [],
      refs: [],
      metrics: [],
      group: (config.group as Json | undefined) ?? null,
    },
  })
}

/** With the older spelling of cumulative metrics, whose window stands beside. */
function paramsOf({ type, type_params: raw }: JsonObject): JsonObject {
  const params = toObject(raw)
  const given = toObject(params.cumulative_type_params)
  const cumulative =
    type === 'cumulative'
      ? {
          window: given.window ?? params.window ?? null,
          grain_to_date: given.grain_to_date ?? params.grain_to_date ?? null,
          period_agg: given.period_agg ?? 'first',
          metric: null,
        }
      : null
  return {
    ...params,
    input_measures: [],
    cumulative_type_params: cumulative,
    metric_aggregation_params: null,
  }
}
