import type { NodeLabel } from '../invocation/events.js'
import type { Exposure, ManifestNode } from '../manifest/node.js'

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
    originalFilePath: node.originalFilePath,
    shownPath: node.shownPath,
  }
}

/** An exposure is part of a build's list, but nothing is built for it. */
export function exposureLabel(exposure: Exposure): NodeLabel {
  return {
    uniqueId: exposure.uniqueId,
    resourceType: exposure.resourceType,
    name: exposure.name,
    description: `exposure ${exposure.name}`,
    schema: '',
    alias: exposure.name,
    materialized: '',
    originalFilePath: exposure.originalFilePath,
    shownPath: exposure.shownPath,
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
