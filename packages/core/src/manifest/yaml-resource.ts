import type { JsonObject } from '../json.js'
import type { EntryPath, NodeVersion, RefArgs } from './node.js'

/**
 * A resource that stands in properties files alone and builds nothing: it is kept in dbt's shape, for the manifest and
 * for selections.
 */
export interface YamlResource {
  readonly uniqueId: string
  readonly resourceType: YamlResourceType
  readonly packageName: string
  readonly name: string
  /** Of a unit test of a model with versions. */
  readonly version: NodeVersion | null
  readonly path: string
  readonly originalFilePath: string
  /** The same as messages name it, from the root project's folder. */
  readonly shownPath: string
  readonly entry: EntryPath
  readonly fqn: readonly string[]
  readonly tags: readonly string[]
  readonly group: string | null
  readonly config: JsonObject
  readonly refs: readonly RefArgs[]
  readonly dependsOn: { readonly macros: readonly string[]; readonly nodes: readonly string[] }
  /** dbt's shape, without what stands above. */
  readonly shape: JsonObject
  readonly createdAt: number
}

export type YamlResourceType = 'unit_test' | 'metric' | 'semantic_model' | 'saved_query'
