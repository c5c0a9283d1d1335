import { dbtVersion } from '../invocation/dbt-version.js'
import type { Invocation } from '../invocation/invocation.js'
import type { JsonObject } from '../json.js'
import {
  type Built,
  dbtDoc,
  dbtExposure,
  dbtGroup,
  dbtMacro,
  dbtMember,
  dbtNode,
  dbtResource,
  dbtSource,
  md5,
} from '../manifest/dbt-shape.js'
import { graphMembers, type Manifest, parentsOf } from '../manifest/manifest.js'
import type { YamlResourceType } from '../manifest/yaml-resource.js'
import type { Project } from '../project/project.js'

/** What manifest.json tells of. */
interface Described {
  readonly project: Project
  readonly parsed: { readonly manifest: Manifest }
  readonly selectors: ReadonlyMap<string, { readonly written: JsonObject }>
}

/**
 * manifest.json, dbt's schema v12, piece by piece: of a large project it is longer than a hundred megabytes, which are
 * never in memory at once.
 */
export function* manifestJson(
  invocation: Invocation,
  { project, parsed: { manifest }, selectors }: Described,
  built: ReadonlyMap<string, Built>,
): Iterable<string> {
  yield `{"metadata":${JSON.stringify(metadata(invocation, project))},"nodes":`
  yield* members(manifest.nodes, (node) => dbtNode(node, built.get(node.uniqueId)))
  yield ',"sources":'
  yield* members(manifest.sources, dbtSource)
  yield ',"macros":'
  yield* members(manifest.macros, dbtMacro)
  yield ',"docs":'
  yield* members(manifest.docs, dbtDoc)
  yield ',"exposures":'
  yield* members(manifest.exposures, dbtExposure)
  yield ',"metrics":'
  yield* resources(manifest, 'metric')
  yield ',"groups":'
  yield* members(manifest.groups, dbtGroup)
  yield ',"selectors":'
  yield* members(selectors, ({ written }) => written)
  yield ',"disabled":'
  yield* members(manifest.disabled, (items) => items.map((item) => dbtMember(item)))
  const { parents, children } = families(manifest)
  yield ',"parent_map":'
  yield* members(parents, (ids) => ids)
  yield ',"child_map":'
  yield* members(children, (ids) => ids)
  yield ',"group_map":'
  yield* members(groupMap(manifest), (ids) => ids)
  yield ',"saved_queries":'
  yield* resources(manifest, 'saved_query')
  yield ',"semantic_models":'
  yield* resources(manifest, 'semantic_model')
  yield ',"unit_tests":'
  yield* resources(manifest, 'unit_test')
  yield ',"functions":{}}'
}

function resources(manifest: Manifest, type: YamlResourceType): Iterable<string> {
  const ofType = [...manifest.resources].filter(([, { resourceType }]) => resourceType === type)
  return members(new Map(ofType), dbtResource)
}

function* members<T>(items: ReadonlyMap<string, T>, shape: (item: T) => unknown): Iterable<string> {
  let separator = '{'
  for (const [key, item] of items) {
    yield `${separator}${JSON.stringify(key)}:${JSON.stringify(shape(item))}`
    separator = ','
  }
  yield separator === '{' ? '{}' : '}'
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

/** The nodes of each group by its name. */
function groupMap({ groups, nodes, resources }: Manifest): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>([...groups.values()].map(({ name }) => [name, []]))
  const ofType = (type: YamlResourceType) =>
    [...resources.values()].filter(({ resourceType }) => resourceType === type)
  const groupable = [
    ...nodes.values(),
    ...ofType('saved_query'),
    ...ofType('semantic_model'),
    ...ofType('metric'),
  ]
  for (const { group, uniqueId } of groupable) if (group !== null) map.get(group)?.push(uniqueId)
  return map
}

interface Families {
  readonly parents: ReadonlyMap<string, readonly string[]>
  readonly children: ReadonlyMap<string, readonly string[]>
}

function families(manifest: Manifest): Families {
  const parents = new Map<string, readonly string[]>()
  const children = new Map<string, string[]>()
  const all = [...graphMembers(manifest)]
  for (const member of all) children.set(member.uniqueId, [])
  for (const member of all) {
    const ids = parentsOf(member)
    parents.set(member.uniqueId, ids.length > 1 ? [...ids].sort() : ids)
    for (const id of ids) children.get(id)?.push(member.uniqueId)
  }
  for (const ids of children.values()) ids.sort()
  return { parents, children }
}
