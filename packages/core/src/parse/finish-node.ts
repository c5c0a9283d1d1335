import { createRelation, renderRelation, type Target, TdbtError } from '@tdbt/adapter-api'
import { type JsonObject, toObject, toTexts } from '../json.js'
import type { ColumnInfo, ManifestNode, NodeConfig, NodeType } from '../manifest/node.js'
import { residentDatabase } from '../manifest/residence.js'
import { checkSchemaChange, checkSnapshot } from './check-configs.js'
import { parseColumns } from './columns.js'
import { configLayers, type NodeLayers } from './config-layers.js'
import { nodeBeginning } from './config-origin.js'
import type { ConfigTrees } from './config-tree.js'
import { asWritten, noDescription } from './descriptions.js'
import type { Draft } from './draft.js'
import { foreignKeyReads } from './foreign-keys.js'
import { type RawConfig, setConfigs } from './merge-config.js'
import { modelInfo } from './model-info.js'
import type { NameMacros } from './name-macros.js'
import { refuseConfig } from './not-yet.js'
import { isPython } from './parse-node.js'
import type { ParseState } from './parse-state.js'
import { readHooks } from './read-hooks.js'
import type { PropertyEntry } from './read-properties.js'
import { resolveConfig } from './resolve-config.js'
import type { StaticReads } from './static-reads.js'
import { placedAt } from './template-error.js'

/** A draft with its properties, its config resolved and its names in the warehouse: all but what it depends on. */
export function finishNode(
  state: ParseState,
  trees: ConfigTrees,
  names: NameMacros,
  draft: Draft,
  property: PropertyEntry | undefined,
): ManifestNode {
  const layers = configLayers(state, trees, draft, property)
  const merged = resolveConfig(state, layers.rendered, draft, property)
  const config = draft.resourceType === 'test' ? settleStoreFailures(merged) : merged
  if (config.enabled && isPython(draft)) throw pythonModel(draft, state.texts)
  refuseConfig(state, config, draft, property)
  if (config.enabled && draft.resourceType === 'snapshot') checkSnapshot(state, config, draft, property)
  if (config.enabled) checkSchemaChange(state, config, draft, property)
  const patch = property ? { file: property.file.shownPath, path: property.at() } : null
  const entry = property?.entry ?? {}
  const describe = config.enabled ? state.describe : asWritten
  const description = property
    ? describe(entry.description, property)
    : (draft.describe?.(describe) ?? noDescription)
  const columns: ReadonlyMap<string, ColumnInfo> = property
    ? parseColumns(property, entry.columns, [], describe)
    : new Map()
  if (config.enabled && draft.resourceType !== 'test') readHooks(state, draft, config, patch)
  const model = draft.resourceType === 'model' ? modelInfo(state, draft, config, columns, property) : null
  const keys = property && model ? foreignKeyReads(state, property, columns, model.constraints) : noReads
  const node: { -readonly [Key in keyof ManifestNode]: ManifestNode[Key] } = {
    uniqueId: draft.uniqueId,
    resourceType: draft.resourceType,
    name: draft.name,
    packageName: draft.packageName,
    path: draft.path,
    originalFilePath: draft.originalFilePath,
    shownPath: draft.shownPath,
    fqn: draft.fqn,
    rawCode: draft.rawCode,
    origin: draft.origin,
    checksum: draft.checksum,
    config,
    unrenderedConfig: setConfigs(layers.unrendered) as JsonObject,
    database: state.project.target.database,
    schema: state.project.target.schema,
    alias: draft.name,
    relationName: null,
    tags: nodeTags(draft, layers, config),
    description: description.text,
    docBlocks: description.docBlocks,
    columns,
    meta: config.meta,
    group: (config.group as string | null) ?? null,
    docs: { show: true, node_color: null, ...toObject(config.docs) },
    patchPath: property ? `${property.file.packageName}://${property.file.originalFilePath}` : null,
    patch,
    createdAt: state.createdAt,
    refs: [...draft.findings.refs, ...keys.refs],
    sources: [...draft.findings.sources, ...keys.sources],
    metrics: draft.findings.metrics,
    dependsOn: { macros: [...draft.findings.macros], nodes: [] },
    template: draft.template,
    model,
    test: draft.test,
    rootPath: draft.rootPath,
    index: draft.index,
  }
  if (draft.resourceType === 'operation') return node
  // The macros are given the node with the target's names, and what they answer completes it.
  try {
    Object.assign(node, placeInWarehouse(state.project.target, names, node))
  } catch (error) {
    throw placedAt(error, nodeBeginning(state.texts, draft))
  }
  node.relationName = relationName(state, node)
  return node
}

/** dbt's order: those of properties last, unless something else has them too. */
function nodeTags(
  { extraTags }: Draft,
  { rendered, ofProperties }: NodeLayers,
  config: NodeConfig,
): readonly string[] {
  const isLast = (layer: RawConfig): boolean => layer === ofProperties
  const first = ofProperties?.tags
    ? rendered.filter((layer) => !isLast(layer)).flatMap(({ tags }) => toTexts(tags))
    : []
  return [...new Set([...extraTags, ...first, ...config.tags])]
}

const noReads: StaticReads = { refs: [], sources: [], metrics: [] }

/** dbt on Postgres parses such a model, and fails when it is run. */
function pythonModel({ name, shownPath: file }: Draft, texts: ParseState['texts']): TdbtError {
  return new TdbtError('python-model', `${name} is a Python model; models run as SQL on the server`, {
    place: { file, line: 1, column: 1 },
    source: texts(file),
  })
}

/** Database, schema and alias by dbt's generate_*_name macros, which a project may replace. */
function placeInWarehouse(
  target: Target,
  names: NameMacros,
  node: ManifestNode,
): Pick<ManifestNode, 'database' | 'schema' | 'alias'> {
  const { config } = node
  const name = (macro: keyof NameMacros, custom: string | null | undefined): string =>
    names[macro](node.packageName, custom ?? null, node)
  const isSnapshot = node.resourceType === 'snapshot'
  const targetSchema = isSnapshot ? config.target_schema : null
  const targetDatabase = isSnapshot ? config.target_database : null
  const schema = typeof targetSchema === 'string' ? targetSchema : name('generate_schema_name', config.schema)
  const database =
    typeof targetDatabase === 'string' ? targetDatabase : name('generate_database_name', config.database)
  const alias = name('generate_alias_name', config.alias)
  return { database: residentDatabase(target, { database, schema }), schema, alias }
}

const withoutRelation = new Set<NodeType>(['analysis', 'operation'])

function relationName(state: ParseState, node: ManifestNode): string | null {
  if (withoutRelation.has(node.resourceType) || node.config.materialized === 'ephemeral') return null
  const storesRows = node.config.store_failures ?? state.invocation.flags.storeFailures
  if (node.resourceType === 'test' && storesRows !== true) return null
  const relation = createRelation(
    { database: node.database, schema: node.schema, identifier: node.alias },
    { quote: state.project.root.config.quoting },
  )
  return renderRelation(relation, state.dialect)
}

/** dbt's rule: `store_failures_as` decides over `store_failures`, and is told by it where it is not set. */
function settleStoreFailures(config: NodeConfig): NodeConfig {
  const { store_failures: store, store_failures_as: storeAs } = config
  if (typeof storeAs === 'string') return { ...config, store_failures: storeAs !== 'ephemeral' }
  return typeof store === 'boolean' ? { ...config, store_failures_as: store ? 'table' : 'ephemeral' } : config
}
