import type { NodeLabel } from '../invocation/events.js'
import { isNode } from '../manifest/manifest.js'
import type { Exposure, ManifestNode } from '../manifest/node.js'
import type { YamlResource } from '../manifest/yaml-resource.js'

/** What can be on a build's list: exposures and saved queries are, but nothing is built for them. */
export type Listed = ManifestNode | Exposure | YamlResource

/** dbt's words for whatever is on the list. */
export function listedLabel(member: Listed): NodeLabel {
  return isNode(member) ? nodeLabel(member) : noOpLabel(member)
}

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

export function noOpLabel(exposure: Exposure | YamlResource): NodeLabel {
  return {
    uniqueId: exposure.uniqueId,
    resourceType: exposure.resourceType,
    name: exposure.name,
    description: `${exposure.resourceType.replace('_', ' ')} ${exposure.name}`,
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
