import { createHash } from 'node:crypto'
import { type GraphMember, isNode, type Manifest } from '../../src/manifest/manifest.js'
import type { Access, Exposure, ManifestNode, NodeType, SourceDefinition } from '../../src/manifest/node.js'
import type { YamlResource } from '../../src/manifest/yaml-resource.js'

/** A manifest of these members, as parsing the package `shop` would leave it. */
export function manifestOf(members: Iterable<GraphMember>): Manifest {
  const nodes = new Map<string, ManifestNode>()
  const sources = new Map<string, SourceDefinition>()
  const exposures = new Map<string, Exposure>()
  const resources = new Map<string, YamlResource>()
  for (const member of members) {
    if (member.resourceType === 'source') sources.set(member.uniqueId, member)
    else if (member.resourceType === 'exposure') exposures.set(member.uniqueId, member)
    else if (isNode(member)) nodes.set(member.uniqueId, member)
    else resources.set(member.uniqueId, member)
  }
  return {
    projectName: 'shop',
    adapterType: 'postgres',
    nodes,
    sources,
    exposures,
    resources,
    groups: new Map(),
    macros: new Map(),
    docs: new Map(),
    disabled: new Map(),
  }
}

export interface NodeParts {
  /** Unique ids of what it reads. */
  readonly reads?: readonly string[]
  readonly packageName?: string
  readonly file?: string
  /** Without the package and the name. */
  readonly folders?: readonly string[]
  readonly rawCode?: string
  readonly config?: Readonly<Record<string, unknown>>
  readonly tags?: readonly string[]
  readonly group?: string
  readonly patchPath?: string
  /** Generic tests: the name of what they are made from. */
  readonly testName?: string
  readonly version?: NonNullable<ManifestNode['model']>['version']
}

export function node(resourceType: NodeType, name: string, parts: NodeParts = {}): ManifestNode {
  const packageName = parts.packageName ?? 'shop'
  const file = parts.file ?? `models/${name}.sql`
  return {
    uniqueId: `${resourceType}.${packageName}.${name}`,
    resourceType,
    name,
    packageName,
    path: file.split('/').slice(1).join('/'),
    originalFilePath: file,
    shownPath: file,
    fqn: [packageName, ...(parts.folders ?? []), name],
    rawCode: parts.rawCode ?? (resourceType === 'seed' ? '' : 'select 1'),
    origin: { line: 1, column: 1, offset: 0 },
    checksum: { name: 'sha256', checksum: createHash('sha256').update(name).digest('hex') },
    config: {
      enabled: true,
      materialized: resourceType === 'model' ? 'view' : resourceType,
      alias: null,
      schema: null,
      database: null,
      tags: parts.tags ?? [],
      meta: {},
      ...(parts.group === undefined ? {} : { group: parts.group }),
      ...(resourceType === 'test' ? { severity: 'ERROR' } : {}),
      ...parts.config,
    },
    unrenderedConfig: {},
    database: 'shop',
    schema: 'public',
    alias: name,
    relationName: resourceType === 'test' ? null : `"shop"."public"."${name}"`,
    tags: parts.tags ?? [],
    description: '',
    docBlocks: [],
    columns: new Map(),
    meta: {},
    group: parts.group ?? null,
    docs: {},
    patchPath: parts.patchPath ?? null,

    patch: null,
    createdAt: 0,
    refs: [],
    sources: [],
    metrics: [],
    dependsOn: { macros: [], nodes: parts.reads ?? [] },
    template: null,
    test:
      parts.testName === undefined
        ? null
        : {
            columnName: 'id',
            fileKeyName: 'models',
            listedAt: null,
            attachedNode: null,
            entry: [],
            metadata: { name: parts.testName, namespace: null, kwargs: {} },
          },
    rootPath: null,
    index: null,
    model:
      resourceType === 'model'
        ? {
            version: parts.version ?? null,
            access: (parts.config?.access as Access | undefined) ?? 'protected',
            deprecationDate: null,
            constraints: [],
            foreignKeys: new Map(),
            contractChecksum: null,
            primaryKey: [],
            timeSpine: null,
          }
        : null,
  }
}

/** @param name `source.table` */
export function source(
  name: string,
  parts: { file?: string; tags?: readonly string[] } = {},
): SourceDefinition {
  const [sourceName = '', table = ''] = name.split('.')
  const file = parts.file ?? 'models/sources.yml'
  return {
    uniqueId: `source.shop.${name}`,
    entry: [],
    resourceType: 'source',
    packageName: 'shop',
    sourceName,
    sourceDescription: '',
    name: table,
    path: file,
    originalFilePath: file,
    shownPath: file,
    fqn: ['shop', sourceName, table],
    database: 'shop',
    schema: sourceName,
    identifier: table,
    relationName: `"shop"."${sourceName}"."${table}"`,
    quoting: { database: null, schema: null, identifier: null },
    loader: '',
    loadedAtField: null,
    loadedAtQuery: null,
    freshness: null,
    external: null,
    description: '',
    docBlocks: [],
    columns: new Map(),
    meta: {},
    sourceMeta: {},
    tags: parts.tags ?? [],
    config: { enabled: true },
    unrenderedConfig: {},
    unrenderedDatabase: null,
    unrenderedSchema: null,
    createdAt: 0,
  }
}

export function exposure(
  name: string,
  parts: { reads: readonly string[]; file?: string; folders?: readonly string[]; tags?: readonly string[] },
): Exposure {
  const file = parts.file ?? 'models/exposures.yml'
  return {
    uniqueId: `exposure.shop.${name}`,
    resourceType: 'exposure',
    packageName: 'shop',
    name,
    path: file,
    originalFilePath: file,
    entry: [],
    shownPath: file,
    fqn: ['shop', ...(parts.folders ?? []), name],
    type: 'dashboard',
    owner: {},
    description: '',
    label: null,
    maturity: null,
    url: null,
    meta: {},
    tags: parts.tags ?? [],
    config: { enabled: true },
    unrenderedConfig: {},
    refs: [],
    sources: [],
    metrics: [],
    dependsOn: { macros: [], nodes: parts.reads },
    createdAt: 0,
  }
}
