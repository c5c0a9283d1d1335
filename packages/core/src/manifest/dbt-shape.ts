import { hash } from 'node:crypto'
import type { NodeResult } from '../invocation/events.js'
import type { Json, JsonObject } from '../json.js'
import type { Macro } from './macro.js'
import { type GraphMember, isNode } from './manifest.js'
import type {
  ColumnInfo,
  DocBlock,
  Exposure,
  Group,
  ManifestNode,
  ModelInfo,
  RefArgs,
  SourceDefinition,
} from './node.js'
import type { YamlResource } from './yaml-resource.js'

/**
 * The shapes of dbt's manifest (schema v12): what `model` and `graph` are in templates, and what manifest.json has.
 */

/** What compiling and running a node adds to it. */
export type Built = Partial<Pick<NodeResult, 'compiled' | 'buildPath'>>

/** The key order is dbt's. */
export function dbtNode(node: ManifestNode, result?: Built): JsonObject {
  const compiled = result?.compiled
  const isSeed = node.resourceType === 'seed'
  const isTest = node.resourceType === 'test'
  const keys = compiled ? node.model?.foreignKeys : undefined
  return {
    database: node.database,
    schema: node.schema,
    name: node.name,
    resource_type: node.resourceType,
    package_name: node.packageName,
    path: node.path,
    original_file_path: node.originalFilePath,
    unique_id: node.uniqueId,
    fqn: node.fqn,
    alias: node.alias,
    checksum: { ...node.checksum },
    config: node.config as unknown as JsonObject,
    tags: node.tags,
    description: node.description,
    columns: dbtColumns(node.columns, keys),
    meta: node.meta,
    group: node.group,
    docs: node.docs,
    patch_path: node.patchPath,
    build_path: result?.buildPath ?? null,
    unrendered_config: node.unrenderedConfig,
    created_at: node.createdAt,
    relation_name: node.relationName,
    raw_code: node.rawCode,
    doc_blocks: node.docBlocks,
    ...(isSeed
      ? { root_path: node.rootPath, depends_on: { macros: node.dependsOn.macros } }
      : {
          language: 'sql',
          refs: node.refs.map(dbtRef),
          sources: node.sources,
          metrics: node.metrics,
          functions: [],
          depends_on: {
            macros: [...new Set([...node.dependsOn.macros, ...(compiled?.macros ?? [])])],
            nodes: node.dependsOn.nodes,
          },
          compiled_path: compiled?.path ?? null,
          ...(compiled
            ? {
                compiled: true,
                compiled_code: compiled.code,
                extra_ctes_injected: true,
                extra_ctes: compiled.extraCtes as unknown as Json,
              }
            : {}),
          contract: dbtContract(node),
        }),
    ...(node.model
      ? {
          access: node.model.access,
          constraints: withKeys(node.model.constraints, keys),
          version: (node.model.version?.v ?? null) as Json,
          latest_version: (node.model.version?.latest ?? null) as Json,
          deprecation_date: node.model.deprecationDate,
          primary_key: node.model.primaryKey,
          time_spine: node.model.timeSpine,
        }
      : {}),
    ...(isTest && node.test
      ? {
          column_name: node.test.columnName,
          file_key_name: node.test.fileKeyName,
          attached_node: node.test.attachedNode,
          test_metadata: {
            name: node.test.metadata.name,
            kwargs: node.test.metadata.kwargs,
            namespace: node.test.metadata.namespace,
          },
        }
      : {}),
    ...(node.resourceType === 'operation' ? { index: node.index } : {}),
  }
}

function dbtContract({ config, model }: ManifestNode): JsonObject {
  const contract = (config.contract ?? {}) as JsonObject
  return { enforced: false, alias_types: true, ...contract, checksum: model?.contractChecksum ?? null }
}

export function dbtRef(ref: RefArgs): JsonObject {
  return { name: ref.name, package: ref.package, version: ref.version as Json }
}

/** Compiling writes into foreign keys what they name. */
function withKeys(
  constraints: readonly JsonObject[],
  keys: ModelInfo['foreignKeys'] | undefined,
): readonly JsonObject[] {
  if (keys === undefined || keys.size === 0) return constraints
  return constraints.map((constraint) => {
    const relation = typeof constraint.to === 'string' ? keys.get(constraint.to) : undefined
    return relation === undefined ? constraint : { ...constraint, to: relation }
  })
}

function dbtColumns(columns: ReadonlyMap<string, ColumnInfo>, keys?: ModelInfo['foreignKeys']): JsonObject {
  const shaped = Object.create(null) as Record<string, Json>
  for (const [name, column] of columns) {
    shaped[name] = {
      name: column.name,
      description: column.description,
      meta: column.meta,
      data_type: column.dataType,
      constraints: withKeys(column.constraints, keys),
      quote: column.quote,
      config: { meta: column.meta, tags: column.tags },
      tags: column.tags,
      granularity: column.granularity,
      doc_blocks: column.docBlocks,
      ...column.extra,
    }
  }
  return shaped
}

export function dbtSource(source: SourceDefinition): JsonObject {
  return {
    database: source.database,
    schema: source.schema,
    name: source.name,
    resource_type: 'source',
    package_name: source.packageName,
    path: source.path,
    original_file_path: source.originalFilePath,
    unique_id: source.uniqueId,
    fqn: source.fqn,
    source_name: source.sourceName,
    source_description: source.sourceDescription,
    loader: source.loader,
    identifier: source.identifier,
    quoting: { ...source.quoting, column: null },
    loaded_at_field: source.loadedAtField,
    loaded_at_query: source.loadedAtQuery,
    freshness: source.freshness,
    external: source.external,
    description: source.description,
    columns: dbtColumns(source.columns),
    meta: source.meta,
    source_meta: source.sourceMeta,
    tags: source.tags,
    config: source.config,
    patch_path: null,
    unrendered_config: source.unrenderedConfig,
    relation_name: source.relationName,
    created_at: source.createdAt,
    unrendered_database: source.unrenderedDatabase,
    unrendered_schema: source.unrenderedSchema,
    doc_blocks: source.docBlocks,
  }
}

export function dbtGroup(group: Group): JsonObject {
  return {
    name: group.name,
    resource_type: 'group',
    package_name: group.packageName,
    path: group.path,
    original_file_path: group.originalFilePath,
    unique_id: group.uniqueId,
    owner: group.owner,
    description: group.description,
    config: group.config,
  }
}

export function dbtExposure(exposure: Exposure): JsonObject {
  return {
    name: exposure.name,
    resource_type: 'exposure',
    package_name: exposure.packageName,
    path: exposure.path,
    original_file_path: exposure.originalFilePath,
    unique_id: exposure.uniqueId,
    fqn: exposure.fqn,
    type: exposure.type,
    owner: exposure.owner,
    description: exposure.description,
    label: exposure.label,
    maturity: exposure.maturity,
    meta: exposure.meta,
    tags: exposure.tags,
    config: exposure.config,
    unrendered_config: exposure.unrenderedConfig,
    url: exposure.url,
    depends_on: exposure.dependsOn as unknown as JsonObject,
    refs: exposure.refs.map(dbtRef),
    sources: exposure.sources,
    metrics: exposure.metrics,
    created_at: exposure.createdAt,
  }
}

/** With `nodes` that a unit test, a metric or the like depends on. */
export function dbtResource(resource: YamlResource): JsonObject {
  return {
    name: resource.name,
    resource_type: resource.resourceType,
    package_name: resource.packageName,
    path: resource.path,
    original_file_path: resource.originalFilePath,
    unique_id: resource.uniqueId,
    fqn: resource.fqn,
    ...resource.shape,
    config: resource.config,
    depends_on: resource.dependsOn as unknown as JsonObject,
    created_at: resource.createdAt,
  }
}

export function dbtMember(member: GraphMember, result?: Built): JsonObject {
  if (isNode(member)) return dbtNode(member, result)
  if (member.resourceType === 'source') return dbtSource(member)
  return member.resourceType === 'exposure' ? dbtExposure(member) : dbtResource(member)
}

export function dbtMacro(macro: Macro): JsonObject {
  return {
    name: macro.name,
    resource_type: 'macro',
    package_name: macro.packageName,
    path: macro.path,
    original_file_path: macro.originalFilePath,
    unique_id: macro.uniqueId,
    macro_sql: macro.macroSql,
    depends_on: { macros: macro.dependsOn },
    description: macro.description,
    meta: macro.meta,
    docs: macro.docs,
    config: { meta: macro.meta, docs: macro.docs },
    patch_path: macro.patchPath,
    arguments: macro.arguments,
    created_at: macro.createdAt,
    supported_languages: macro.supportedLanguages,
  }
}

export function dbtDoc(doc: DocBlock): JsonObject {
  return {
    name: doc.name,
    resource_type: 'doc',
    package_name: doc.packageName,
    path: doc.path,
    original_file_path: doc.originalFilePath,
    unique_id: doc.uniqueId,
    block_contents: doc.contents,
  }
}

export function md5(text: string): string {
  return hash('md5', text, 'hex')
}
