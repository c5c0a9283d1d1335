import type { Float, Template } from '@tdbt/jinja'
import type { Json, JsonObject } from '../json.js'

/** dbt's resource types that are nodes of the manifest (its `nodes` dictionary). */
export type NodeType = 'model' | 'seed' | 'snapshot' | 'test' | 'analysis' | 'operation'

export interface Hook {
  readonly sql: string
  readonly transaction: boolean
  readonly index: number | null
}

/** A resolved config: dbt's keys (with their hyphens) and whatever else the user set. */
export interface NodeConfig {
  readonly [key: string]: unknown
  readonly enabled: boolean
  readonly materialized: string
  readonly alias: string | null
  readonly schema: string | null
  readonly database: string | null
  readonly tags: readonly string[]
  readonly meta: JsonObject
  readonly 'pre-hook'?: readonly Hook[]
  readonly 'post-hook'?: readonly Hook[]
}

export interface ColumnInfo {
  readonly name: string
  readonly description: string
  readonly meta: JsonObject
  readonly dataType: string | null
  readonly constraints: readonly JsonObject[]
  readonly quote: boolean | null
  readonly tags: readonly string[]
  /** Of a time spine. */
  readonly granularity: string | null
  /** Keys of the project's own. */
  readonly extra: JsonObject
  readonly docBlocks: readonly string[]
}

/** A version of a model as its properties name it: `1`, `1.5`, `beta`. */
export type NodeVersion = string | number | Float

export interface RefArgs {
  readonly name: string
  readonly package: string | null
  readonly version: NodeVersion | null
}

export type SourceArgs = readonly [source: string, table: string]

/** What a generic test was made from. */
export interface TestMetadata {
  readonly name: string
  readonly namespace: string | null
  readonly kwargs: JsonObject
}

export interface TestInfo {
  readonly columnName: string | null
  readonly fileKeyName: string
  /** What the test is listed at; null for a table of a source. */
  readonly listedAt: RefArgs | null
  readonly attachedNode: string | null
  readonly metadata: TestMetadata
  readonly entry: EntryPath
}

export type Access = 'private' | 'protected' | 'public'

/** What only models have. */
export interface ModelInfo {
  /** Of a model with versions: which this one is, and which one a ref without a version means. */
  readonly version: { readonly v: NodeVersion; readonly latest: NodeVersion } | null
  readonly access: Access
  /** From when on the model should not be used: ISO 8601, with a time zone. */
  readonly deprecationDate: string | null
  readonly constraints: readonly JsonObject[]
  /** What the `to` of foreign keys names, by its text: where that is, once all nodes are known. */
  readonly foreignKeys: ReadonlyMap<string, string>
  /** Tells of an enforced contract whether it has changed. */
  readonly contractChecksum: string | null
  /** The columns that constraints or tests say identify a row (dbt's inference). */
  readonly primaryKey: readonly string[]
  readonly timeSpine: JsonObject | null
}

/** Where an entry of a properties file stands in it: its keys and positions from the top. */
export type EntryPath = readonly (string | number)[]

/** An entry of a properties file. */
export interface EntryPlace {
  /** As messages name it. */
  readonly file: string
  readonly path: EntryPath
}

/** Where the text of a node begins in its file: a snapshot's block stands inside one. Lines and columns from 1. */
export interface Origin {
  readonly line: number
  readonly column: number
  readonly offset: number
}

/** One node of the project. `path` is relative to its search path, `originalFilePath` to its package. */
export interface ManifestNode {
  readonly uniqueId: string
  readonly resourceType: NodeType
  readonly name: string
  readonly packageName: string
  readonly path: string
  readonly originalFilePath: string
  /** The same as messages name it, from the root project's folder. */
  readonly shownPath: string
  readonly fqn: readonly string[]
  readonly rawCode: string
  readonly origin: Origin
  readonly checksum: { readonly name: string; readonly checksum: string }
  readonly config: NodeConfig
  readonly unrenderedConfig: JsonObject
  readonly database: string
  readonly schema: string
  readonly alias: string
  /** As rendered for SQL; null for what has no relation (ephemeral models, tests, analyses). */
  readonly relationName: string | null
  readonly tags: readonly string[]
  readonly description: string
  readonly docBlocks: readonly string[]
  readonly columns: ReadonlyMap<string, ColumnInfo>
  readonly meta: JsonObject
  readonly group: string | null
  readonly docs: JsonObject
  readonly patchPath: string | null
  /** Where the node is described; null where it is nowhere. */
  readonly patch: EntryPlace | null
  /** Seconds since the epoch. */
  readonly createdAt: number
  readonly refs: readonly RefArgs[]
  readonly sources: readonly SourceArgs[]
  /** Each a metric's name, or a package's and the name. */
  readonly metrics: readonly (readonly string[])[]
  readonly dependsOn: { readonly macros: readonly string[]; readonly nodes: readonly string[] }
  /** The parsed text, kept from parse to compile; seeds have none. */
  readonly template: Template | null
  /** Models only. */
  readonly model: ModelInfo | null
  /** Generic tests only. */
  readonly test: TestInfo | null
  /** Seeds only: the folder of their package. */
  readonly rootPath: string | null
  /** Hooks of the project (operations) only: their place in `on-run-start` or `on-run-end`, from 1. */
  readonly index: number | null
}

/** A table that something else loads. */
export interface SourceDefinition {
  readonly uniqueId: string
  readonly resourceType: 'source'
  readonly packageName: string
  readonly sourceName: string
  readonly sourceDescription: string
  readonly name: string
  readonly path: string
  readonly originalFilePath: string
  /** The same as messages name it, from the root project's folder. */
  readonly shownPath: string
  readonly entry: EntryPath
  readonly fqn: readonly string[]
  readonly database: string
  readonly schema: string
  readonly identifier: string
  readonly relationName: string
  readonly quoting: {
    readonly database: boolean | null
    readonly schema: boolean | null
    readonly identifier: boolean | null
  }
  readonly loader: string
  readonly loadedAtField: string | null
  readonly loadedAtQuery: string | null
  readonly freshness: Json
  readonly external: Json
  readonly description: string
  readonly docBlocks: readonly string[]
  readonly columns: ReadonlyMap<string, ColumnInfo>
  readonly meta: JsonObject
  readonly sourceMeta: JsonObject
  readonly tags: readonly string[]
  readonly config: JsonObject
  readonly unrenderedConfig: JsonObject
  readonly unrenderedDatabase: string | null
  readonly unrenderedSchema: string | null
  readonly createdAt: number
}

export interface Exposure {
  readonly uniqueId: string
  readonly resourceType: 'exposure'
  readonly packageName: string
  readonly name: string
  readonly path: string
  readonly originalFilePath: string
  /** The same as messages name it, from the root project's folder. */
  readonly shownPath: string
  readonly entry: EntryPath
  readonly fqn: readonly string[]
  readonly type: string
  readonly owner: JsonObject
  readonly description: string
  readonly label: string | null
  readonly maturity: string | null
  readonly url: string | null
  readonly meta: JsonObject
  readonly tags: readonly string[]
  readonly config: JsonObject
  readonly unrenderedConfig: JsonObject
  readonly refs: readonly RefArgs[]
  readonly sources: readonly SourceArgs[]
  /** Each a metric's name, or a package's and the name. */
  readonly metrics: readonly (readonly string[])[]
  readonly dependsOn: { readonly macros: readonly string[]; readonly nodes: readonly string[] }
  readonly createdAt: number
}

/** Who owns what: nodes name it by their config `group`. */
export interface Group {
  readonly uniqueId: string
  readonly packageName: string
  readonly name: string
  readonly path: string
  readonly originalFilePath: string
  readonly owner: JsonObject
  readonly description: string | null
  readonly config: JsonObject
}

export interface DocBlock {
  readonly uniqueId: string
  readonly packageName: string
  readonly name: string
  readonly path: string
  readonly originalFilePath: string
  readonly contents: string
}
