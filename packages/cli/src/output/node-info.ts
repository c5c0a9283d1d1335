import type { NodeLabel, NodeResult } from '@tdbt/core'

/** dbt's `node_info` of a JSON log line. */
export function nodeInfo(node: NodeLabel, result?: NodeResult): Record<string, unknown> {
  const timing = result?.timing ?? []
  return {
    materialized: node.materialized,
    node_finished_at: timing.at(-1)?.completedAt.toISOString() ?? '',
    node_name: node.name,
    node_path: node.originalFilePath,
    node_relation: { alias: node.alias, relation_name: result?.relationName ?? '', schema: node.schema },
    node_started_at: timing[0]?.startedAt.toISOString() ?? '',
    node_status: result?.status ?? 'started',
    resource_type: node.resourceType,
    unique_id: node.uniqueId,
  }
}
