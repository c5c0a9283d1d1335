import type { Invocation } from '../invocation/invocation.js'
import { dbtVersion } from '../invocation/version.js'
import type { CompiledCode } from '../manifest/dbt-shape.js'
import { dbtDoc, dbtExposure, dbtMacro, dbtNode, dbtSource, md5 } from '../manifest/dbt-shape.js'
import type { Manifest } from '../manifest/manifest.js'
import { parentsOf } from '../manifest/manifest.js'
import type { Project } from '../project/project.js'

/** manifest.json, dbt's schema v12. */
export function manifestJson(
  invocation: Invocation,
  project: Project,
  manifest: Manifest,
  compiled: ReadonlyMap<string, CompiledCode>,
): string {
  const parts: string[] = [`{"metadata":${JSON.stringify(metadata(invocation, project))}`]
  parts.push(`,"nodes":${object(manifest.nodes, (node) => dbtNode(node, compiled.get(node.uniqueId)))}`)
  parts.push(`,"sources":${object(manifest.sources, dbtSource)}`)
  parts.push(`,"macros":${object(manifest.macros, dbtMacro)}`)
  parts.push(`,"docs":${object(manifest.docs, dbtDoc)}`)
  parts.push(`,"exposures":${object(manifest.exposures, dbtExposure)}`)
  parts.push(',"metrics":{},"groups":{},"selectors":{}')
  parts.push(
    `,"disabled":${object(manifest.disabled, (items) =>
      items.map((item) =>
        item.resourceType === 'source'
          ? dbtSource(item)
          : item.resourceType === 'exposure'
            ? dbtExposure(item)
            : dbtNode(item),
      ),
    )}`,
  )
  const { parentMap, childMap } = familyMaps(manifest)
  parts.push(`,"parent_map":${JSON.stringify(parentMap)},"child_map":${JSON.stringify(childMap)}`)
  parts.push(',"group_map":{},"saved_queries":{},"semantic_models":{},"unit_tests":{},"functions":{}}')
  return parts.join('')
}

/** Written member by member: one huge intermediate object would double the memory of large projects. */
function object<T>(items: ReadonlyMap<string, T>, shape: (item: T) => unknown): string {
  const members: string[] = []
  for (const [key, item] of items) members.push(`${JSON.stringify(key)}:${JSON.stringify(shape(item))}`)
  return `{${members.join(',')}}`
}

function metadata(invocation: Invocation, project: Project): Record<string, unknown> {
  const { quoting } = project.root.config
  return {
    dbt_schema_version: 'https://schemas.getdbt.com/dbt/manifest/v12.json',
    dbt_version: dbtVersion,
    generated_at: invocation.now().toISOString(),
    invocation_id: invocation.id,
    invocation_started_at: invocation.startedAt.toISOString(),
    env: customEnv(invocation),
    project_name: project.root.name,
    project_id: md5(project.root.name),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: project.target.type,
    quoting: { ...quoting, column: null },
    run_started_at: invocation.startedAt.toISOString(),
  }
}

/** dbt's DBT_ENV_CUSTOM_ENV_*: variables that go into the artifacts, without their prefix. */
export function customEnv(invocation: Invocation): Record<string, string> {
  const prefix = 'DBT_ENV_CUSTOM_ENV_'
  const found: Record<string, string> = {}
  for (const [name, value] of Object.entries(invocation.env)) {
    if (name.startsWith(prefix) && value !== undefined) found[name.slice(prefix.length)] = value
  }
  return found
}

function familyMaps(manifest: Manifest): {
  readonly parentMap: Readonly<Record<string, readonly string[]>>
  readonly childMap: Readonly<Record<string, readonly string[]>>
} {
  const parentMap: Record<string, readonly string[]> = {}
  const childMap: Record<string, string[]> = {}
  const members = [...manifest.nodes.values(), ...manifest.sources.values(), ...manifest.exposures.values()]
  for (const member of members) childMap[member.uniqueId] = []
  for (const member of members) {
    const parents = parentsOf(member)
    parentMap[member.uniqueId] = [...parents].sort()
    for (const parent of parents) childMap[parent]?.push(member.uniqueId)
  }
  for (const children of Object.values(childMap)) children.sort()
  return { parentMap, childMap }
}
