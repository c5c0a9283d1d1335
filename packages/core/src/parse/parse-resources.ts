import type { ConfigTrees } from './config-tree.js'
import type { ParsedResource } from './link-resources.js'
import { parseMetric } from './parse-metrics.js'
import { parseSavedQuery } from './parse-saved-queries.js'
import { parseSemanticModel } from './parse-semantic-models.js'
import type { ParseState } from './parse-state.js'
import { parseUnitTest } from './parse-unit-tests.js'
import type { PropertyEntry } from './read-properties.js'

/** Reads the unit tests, semantic models, metrics and saved queries of properties files. */
export function parseResources(
  state: ParseState,
  trees: ConfigTrees,
  properties: readonly PropertyEntry[],
): readonly ParsedResource[] {
  return properties.flatMap((property) => state.errors.attempt(() => parse(state, trees, property)) ?? [])
}

function parse(state: ParseState, trees: ConfigTrees, property: PropertyEntry): readonly ParsedResource[] {
  switch (property.section) {
    case 'unit_tests':
      return [{ resource: parseUnitTest(state, trees, property), property }]
    case 'metrics':
      return [{ resource: parseMetric(state, trees, property), property }]
    case 'saved_queries':
      return [{ resource: parseSavedQuery(state, trees, property), property }]
    case 'semantic_models': {
      const { resource, metrics } = parseSemanticModel(state, trees, property)
      return [resource, ...metrics.map((made) => parseMetric(state, trees, property, made))].map((each) => ({
        resource: each,
        property,
      }))
    }
    default:
      return []
  }
}
