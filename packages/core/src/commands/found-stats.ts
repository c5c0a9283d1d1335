import type { Manifest } from '../manifest/manifest.js'
import type { YamlResourceType } from '../manifest/yaml-resource.js'

/** dbt's line of what a project has: `Found 8 models, 5 data tests, 1 seed, 1 source, 478 macros`. */
export function foundStats(manifest: Manifest): string {
  const counts = new Map<string, number>()
  for (const node of manifest.nodes.values()) {
    const kind = node.resourceType === 'test' ? 'data test' : node.resourceType
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  if (manifest.sources.size > 0) counts.set('source', manifest.sources.size)
  if (manifest.exposures.size > 0) counts.set('exposure', manifest.exposures.size)
  const count = (kind: string, type: YamlResourceType): void => {
    const ofType = [...manifest.resources.values()].filter(({ resourceType }) => resourceType === type)
    if (ofType.length > 0) counts.set(kind, ofType.length)
  }
  count('metric', 'metric')
  counts.set('macro', manifest.macros.size)
  if (manifest.groups.size > 0) counts.set('group', manifest.groups.size)
  count('semantic model', 'semantic_model')
  count('saved query', 'saved_query')
  count('unit test', 'unit_test')
  return [...counts].map(([kind, count]) => `${count} ${count === 1 ? kind : plural(kind)}`).join(', ')
}

function plural(kind: string): string {
  if (kind.endsWith('ysis')) return `${kind.slice(0, -2)}es`
  return kind.endsWith('y') ? `${kind.slice(0, -1)}ies` : `${kind}s`
}
