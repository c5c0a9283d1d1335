import type { NodeLabel } from '../invocation/events.js'
import type { ManifestNode } from '../manifest/node.js'

/** dbt's words for a node in its log lines. */
export function nodeLabel(node: ManifestNode): NodeLabel {
  return {
    uniqueId: node.uniqueId,
    resourceType: node.resourceType,
    name: node.name,
    description: describe(node),
    schema: node.schema,
    alias: node.alias,
    materialized: node.config.materialized,
  }
}

function describe(node: ManifestNode): string {
  const relation = `${node.schema}.${node.alias}`
  switch (node.resourceType) {
    case 'model':
      return `sql ${node.config.materialized} model ${relation}`
    case 'seed':
      return `seed file ${relation}`
    case 'snapshot':
      return `snapshot ${relation}`
    case 'test':
      return `test ${node.name}`
    case 'analysis':
    case 'operation':
      return `${node.resourceType} ${node.name}`
    default:
      return node.resourceType satisfies never
  }
}
