import { nearest, type TdbtError } from '@tdbt/adapter-api'
import { type Json, type JsonObject, toObject } from '../json.js'
import { dbtRef } from '../manifest/dbt-shape.js'
import type { ManifestNode } from '../manifest/node.js'
import type { RefIndex } from '../manifest/ref-index.js'
import type { YamlResource } from '../manifest/yaml-resource.js'
import type { ErrorCollector } from './parse-errors.js'
import { linkUnitTest } from './parse-unit-tests.js'
import type { PropertyEntry } from './read-properties.js'
import type { ReadResolver } from './resolve-refs.js'

/** A resource with the entry that it was made of. */
export interface ParsedResource {
  readonly resource: YamlResource
  readonly property: PropertyEntry
}

interface Linking {
  readonly parsed: readonly ParsedResource[]
  readonly nodes: ReadonlyMap<string, ManifestNode>
  readonly reads: ReadResolver
  readonly disabled: RefIndex
  /** Names of metrics that could not be read, which has been told already. */
  readonly unread: ReadonlySet<string>
  readonly errors: ErrorCollector
}

/** Resources with what they depend on; a unit test of a disabled model is disabled as well. */
export function linkResources(linking: Linking): {
  readonly enabled: ReadonlyMap<string, YamlResource>
  readonly disabled: readonly YamlResource[]
} {
  const { parsed, nodes, reads, errors } = linking
  const disabled: YamlResource[] = []
  const linked: YamlResource[] = []
  const models = new Map<string, YamlResource>()
  for (const { resource } of ofType(parsed, 'semantic_model')) {
    const found = linkSemanticModel(resource, nodes, reads)
    if (found) models.set(resource.uniqueId, found)
  }
  const metrics = linkMetrics(linking, models)
  for (const { resource, property } of parsed) {
    const { uniqueId, resourceType } = resource
    const found = errors.attempt(() => {
      switch (resourceType) {
        case 'semantic_model':
          return models.get(uniqueId)
        case 'metric':
          return metrics.get(uniqueId)
        case 'saved_query':
          return linkSavedQuery(property, resource, reads.refs)
        case 'unit_test': {
          const refs = { enabled: reads.refs, disabled: linking.disabled }
          const tests = linkUnitTest(property, resource, refs, nodes)
          if (tests === null) disabled.push({ ...resource, config: { ...resource.config, enabled: false } })
          return tests ?? []
        }
        default:
          return resourceType satisfies never
      }
    })
    if (found !== undefined) linked.push(...[found].flat())
  }
  return { enabled: new Map(linked.map((resource) => [resource.uniqueId, resource])), disabled }
}

function ofType(
  parsed: readonly ParsedResource[],
  type: YamlResource['resourceType'],
): readonly ParsedResource[] {
  return parsed.filter(({ resource }) => resource.resourceType === type)
}

function linkSemanticModel(
  resource: YamlResource,
  nodes: ReadonlyMap<string, ManifestNode>,
  reads: ReadResolver,
): YamlResource | undefined {
  const ids = reads.of({ ...resource, sources: [], metrics: [] })
  if (ids === undefined) return undefined
  const node = nodes.get(ids[0] ?? '')
  return {
    ...resource,
    dependsOn: { macros: [], nodes: ids },
    shape: {
      ...resource.shape,
      refs: resource.refs.map(dbtRef),
      node_relation: node
        ? {
            alias: node.alias,
            schema_name: node.schema,
            database: node.database,
            relation_name: node.relationName,
          }
        : null,
    },
  }
}

/** Metrics with the measures that they come down to, each after those that it is made of. */
function linkMetrics(
  { parsed, reads, unread, errors }: Linking,
  semanticModels: ReadonlyMap<string, YamlResource>,
): ReadonlyMap<string, YamlResource> {
  const byId = new Map(ofType(parsed, 'metric').map((each) => [each.resource.uniqueId, each]))
  const measures = new Map<string, string>()
  for (const { uniqueId, shape } of semanticModels.values()) {
    for (const { name } of shape.measures as readonly JsonObject[]) {
      if (!measures.has(name as string)) measures.set(name as string, uniqueId)
    }
  }
  const done = new Map<string, YamlResource>()
  // A metric that fails stays open with all that it is a part of, and is told of once.
  const open = new Set<string>()
  const failed = new Set<string>()
  const link = ({ resource, property }: ParsedResource): YamlResource => {
    const known = done.get(resource.uniqueId)
    if (known) return known
    const fail = (message: string, key: string, hint?: string): TdbtError =>
      property.error('metric-not-valid', message, ['type_params', key], hint)
    const params = toObject(resource.shape.type_params)
    const inputs: JsonObject[] = []
    const ids = new Set<string>()
    const addInput = (input: JsonObject): void => {
      if (!inputs.some((each) => JSON.stringify(each) === JSON.stringify(input))) inputs.push(input)
    }
    const addMeasure = (input: Json | undefined, key: string): void => {
      if (input === null || input === undefined)
        throw fail(`the metric '${resource.name}' has no measure`, key)
      const measure = toObject(input)
      const id = measures.get(measure.name as string)
      if (id === undefined) {
        throw fail(
          `no semantic model has the measure '${measure.name as string}'`,
          key,
          nearest(measure.name as string, measures.keys()),
        )
      }
      addInput(measure)
      ids.add(id)
    }
    const addMetric = (input: Json | undefined, key: string): void => {
      if (input === null || input === undefined)
        throw fail(`the ratio metric '${resource.name}' has no ${key}`, key)
      const name = toObject(input).name as string
      if (unread.has(name)) return
      const id = reads.refs.metric([name], resource.packageName)
      const inner = byId.get(id ?? '')
      if (inner === undefined) {
        throw fail(
          `there is no metric named '${name}'`,
          key,
          nearest(
            name,
            [...byId.values()].map((each) => each.resource.name),
          ),
        )
      }
      if (open.has(inner.resource.uniqueId))
        throw fail(`the metric '${resource.name}' is made of itself by way of '${name}'`, key)
      if (failed.has(inner.resource.uniqueId)) return
      const linkedMetric = link(inner)
      for (const measure of toObject(linkedMetric.shape.type_params).input_measures as readonly JsonObject[])
        addInput(measure)
      ids.add(inner.resource.uniqueId)
    }
    open.add(resource.uniqueId)
    switch (resource.shape.type) {
      case 'simple':
      case 'cumulative':
        addMeasure(params.measure, 'measure')
        break
      case 'conversion': {
        const conversion = toObject(params.conversion_type_params)
        addMeasure(conversion.base_measure, 'conversion_type_params')
        addMeasure(conversion.conversion_measure, 'conversion_type_params')
        break
      }
      case 'ratio':
        addMetric(params.numerator, 'numerator')
        addMetric(params.denominator, 'denominator')
        break
      default:
        for (const input of params.metrics as readonly Json[]) addMetric(input, 'metrics')
    }
    open.delete(resource.uniqueId)
    const found = {
      ...resource,
      dependsOn: { macros: [], nodes: [...ids] },
      shape: { ...resource.shape, type_params: { ...params, input_measures: inputs } },
    }
    done.set(resource.uniqueId, found)
    return found
  }
  for (const [id, each] of byId) {
    if (failed.has(id) || errors.attempt(() => link(each)) !== undefined) continue
    for (const begun of open) failed.add(begun)
    open.clear()
  }
  return done
}

function linkSavedQuery(property: PropertyEntry, resource: YamlResource, refs: RefIndex): YamlResource {
  const params = toObject(resource.shape.query_params)
  const ids = (params.metrics as readonly string[]).map((name, index) => {
    const id = refs.metric([name], resource.packageName)
    if (id !== undefined) return id
    throw property.error('metric-not-valid', `there is no metric named '${name}'`, [
      'query_params',
      'metrics',
      index,
    ])
  })
  return { ...resource, dependsOn: { macros: [], nodes: [...new Set(ids)] } }
}
